-- title: Records stored
-- description: Records by when they reached the database instead of when they happened: a hole followed by a peak is a stop that was made good.
-- format: time_series
-- unit: short
-- columns: time numeric, records bigint
SELECT
  $__timeGroupAlias(created_at, $__interval, 0),
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY 1
ORDER BY 1
