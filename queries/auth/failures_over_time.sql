-- title: Failed sign-ins by reason
-- description: Whether people cannot get in, since when and why: failed sign-ins in each interval, one series for each reason.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, failures bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  COALESCE(extra->>'reason', 'no reason given') AS metric,
  count(*) AS failures
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' = 'failure'
GROUP BY 1, 2
ORDER BY 1, 2
