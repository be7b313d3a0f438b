-- title: Tool use over time
-- description: How much the agent works and with what: tool calls in each interval, one series for each tool.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, calls bigint
-- params: tool=draw_paths,imagine multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  extra->>'tool' AS metric,
  count(*) AS calls
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' = ANY (ARRAY[${tool:sqlstring}]::text[])
GROUP BY 1, 2
ORDER BY 1, 2
