-- title: Authentication failures
-- description: The latest 200 failed sign-ins and other warnings or errors of authentication, newest first, with the reason and where they came from.
-- format: table
-- columns: time timestamptz, level text, message text, method text, reason text, email_masked text, client_ip text, user_id text, trace_id text, xray_id text
-- params: q="",expired textbox
SELECT
  timestamp AS time,
  level,
  message,
  extra->>'method' AS method,
  extra->>'reason' AS reason,
  extra->>'email_masked' AS email_masked,
  extra->>'client_ip' AS client_ip,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND (extra->>'outcome' = 'failure' OR level IN ('WARNING', 'ERROR', 'CRITICAL'))
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
ORDER BY timestamp DESC, id DESC
LIMIT 200
