-- title: Tool use
-- description: What the agent did with each tool: calls, how many failed, how long they took, the most used first.
-- format: table
-- columns: tool text, calls bigint, failures bigint, failure_share float8, p50_ms float8, p95_ms float8, last_failure timestamptz
-- params: tool=draw_paths,imagine multi all
WITH calls AS (
  SELECT
    timestamp,
    extra->>'tool' AS tool,
    COALESCE(extra->>'outcome' = 'failure', FALSE) OR level IN ('ERROR', 'CRITICAL') AS failed,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'agent'
    AND extra->>'tool' = ANY (ARRAY[${tool:sqlstring}]::text[])
)
SELECT
  tool,
  count(*) AS calls,
  count(*) FILTER (WHERE failed) AS failures,
  count(*) FILTER (WHERE failed)::float8 / NULLIF(count(*), 0) AS failure_share,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95_ms,
  max(timestamp) FILTER (WHERE failed) AS last_failure
FROM calls
GROUP BY tool
ORDER BY calls DESC, tool
