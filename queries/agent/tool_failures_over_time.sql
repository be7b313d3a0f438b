-- title: Tool errors over time
-- description: Which tool began to fail, and when: failed tool calls in each interval, one series for each tool.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, failures bigint
-- params: tool=draw_paths,imagine multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  extra->>'tool' AS metric,
  count(*) AS failures
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' = ANY (ARRAY[${tool:sqlstring}]::text[])
  AND (extra->>'outcome' = 'failure' OR level IN ('ERROR', 'CRITICAL'))
GROUP BY 1, 2
ORDER BY 1, 2
