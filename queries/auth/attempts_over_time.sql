-- title: Sign-in attempts
-- description: Attempts to sign in that came through and that failed, in each interval.
-- format: time_series
-- unit: short
-- columns: time numeric, succeeded bigint, failed bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) FILTER (WHERE extra->>'outcome' = 'success') AS succeeded,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure') AS failed
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' IN ('success', 'failure')
GROUP BY 1
ORDER BY 1
