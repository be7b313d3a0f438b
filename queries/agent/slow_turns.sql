-- title: Slowest turns
-- description: The 100 turns that users waited for the longest, with their tokens and their traces.
-- format: table
-- columns: time timestamptz, duration_ms float8, tokens float8, turn text, outcome text, message text, user_id text, trace_id text, xray_id text
-- params: user="",42 textbox
WITH turns AS (
  SELECT
    *,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'agent'
    AND extra->>'turn' IS NOT NULL
    AND extra->>'tool' IS NULL
    AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
)
SELECT
  timestamp AS time,
  duration_ms,
  CASE WHEN jsonb_typeof(extra->'tokens') = 'number' THEN (extra->>'tokens')::float8 END AS tokens,
  extra->>'turn' AS turn,
  extra->>'outcome' AS outcome,
  message,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM turns
WHERE duration_ms IS NOT NULL
ORDER BY duration_ms DESC, timestamp DESC, id DESC
LIMIT 100
