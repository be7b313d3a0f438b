-- title: Share of tool calls that fail
-- description: The part of the agent's tool calls that failed.
-- format: time_series
-- unit: percentunit
-- columns: time numeric, failure_share float8
-- params: tool=draw_paths,imagine multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  count(*) FILTER (WHERE extra->>'outcome' = 'failure' OR level IN ('ERROR', 'CRITICAL'))::float8 / NULLIF(count(*), 0) AS failure_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' = ANY (ARRAY[${tool:sqlstring}]::text[])
GROUP BY 1
ORDER BY 1
