-- title: Connections that broke
-- description: The latest 200 disconnects with a close code other than 1000 and 1001, newest first, with the user who was thrown out.
-- format: table
-- columns: time timestamptz, close_code text, reason text, message text, connection_id text, user_id text, trace_id text, xray_id text
-- params: user="",42 textbox
SELECT
  timestamp AS time,
  extra->>'close_code' AS close_code,
  extra->>'reason' AS reason,
  message,
  extra->>'connection_id' AS connection_id,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'websocket'
  AND extra->>'event' = 'disconnect'
  AND extra->>'close_code' NOT IN ('1000', '1001')
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
ORDER BY timestamp DESC, id DESC
LIMIT 200
