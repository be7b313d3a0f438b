-- title: Share of sign-ins that fail
-- description: The part of all attempts to sign in that failed; near 1 nobody gets in, whatever the hour.
-- format: time_series
-- unit: percentunit
-- columns: time numeric, failure_share float8
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  count(*) FILTER (WHERE extra->>'outcome' = 'failure')::float8 / NULLIF(count(*), 0) AS failure_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' IN ('success', 'failure')
GROUP BY 1
ORDER BY 1
