-- title: Sign-ins
-- description: The latest 200 successful sign-ins, newest first: who came in, how and from where.
-- format: table
-- columns: time timestamptz, user_id text, email_masked text, method text, client_ip text, message text, trace_id text, xray_id text
-- params: q="",google textbox
SELECT
  timestamp AS time,
  user_id::text AS user_id,
  extra->>'email_masked' AS email_masked,
  extra->>'method' AS method,
  extra->>'client_ip' AS client_ip,
  message,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' = 'success'
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
ORDER BY timestamp DESC, id DESC
LIMIT 200
