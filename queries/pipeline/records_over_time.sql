-- title: Records
-- description: All records, whatever their category and level; where this is zero the application is down, or its logs no longer arrive.
-- format: time_series
-- unit: short
-- columns: time numeric, records bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY 1
ORDER BY 1
