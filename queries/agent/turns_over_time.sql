-- title: Agent turns
-- description: Turns that the agent finished in each interval, well or not; none at all while users are there means that it hangs.
-- format: time_series
-- unit: short
-- columns: time numeric, succeeded bigint, failed bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) FILTER (WHERE extra->>'outcome' = 'success') AS succeeded,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure') AS failed
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'turn' IS NOT NULL
  AND extra->>'tool' IS NULL
  AND extra->>'outcome' IN ('success', 'failure')
GROUP BY 1
ORDER BY 1
