-- title: Share of tool calls that fail, by tool
-- description: The part of a tool's calls that failed, in half an hour; fewer than 10 calls count as 10.
-- format: time_series
-- unit: percentunit
-- columns: time timestamptz, tool text, failure_share float8
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('30 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '30 minutes' AS time,
  extra->>'tool' AS tool,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure' OR level IN ('ERROR', 'CRITICAL'))::float8 / GREATEST(count(*), 10) AS failure_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2
