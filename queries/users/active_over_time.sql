-- title: Active users
-- description: How many different users left a record in each interval; a sudden fall means that they cannot get in.
-- format: time_series
-- unit: short
-- columns: time numeric, users bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(DISTINCT user_id) AS users
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id IS NOT NULL
GROUP BY 1
ORDER BY 1
