-- title: Tool errors
-- description: The latest 200 tool calls that failed, newest first, with the reason and the trace of each.
-- format: table
-- columns: time timestamptz, tool text, message text, reason text, exception text, turn text, user_id text, trace_id text, xray_id text
-- params: tool=draw_paths,imagine multi all; user="",42 textbox
SELECT
  timestamp AS time,
  extra->>'tool' AS tool,
  message,
  extra->>'reason' AS reason,
  extra->>'exception' AS exception,
  extra->>'turn' AS turn,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' = ANY (ARRAY[${tool:sqlstring}]::text[])
  AND (extra->>'outcome' = 'failure' OR level IN ('ERROR', 'CRITICAL'))
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
ORDER BY timestamp DESC, id DESC
LIMIT 200
