-- title: Sign-ins by method
-- description: Successful sign-ins in each interval, one series for each method; a method that falls to zero alone is broken at its provider.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, sign_ins bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  COALESCE(extra->>'method', 'no method given') AS metric,
  count(*) AS sign_ins
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' = 'success'
GROUP BY 1, 2
ORDER BY 1, 2
