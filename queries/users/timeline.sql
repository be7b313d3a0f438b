-- title: One user's timeline
-- description: Everything that one user met, newest first, the latest 500 records; type the user's id into the box on top.
-- format: logs
-- columns: time timestamptz, message text, level text, category text, logger text, user_id text, trace_id text, xray_id text, extra jsonb
-- params: user=42,7 textbox; category=auth,agent multi all; q="",timeout textbox
SELECT
  timestamp AS time,
  message,
  level,
  category,
  logger,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  extra
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint
  AND category IN (${category:sqlstring})
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
ORDER BY timestamp DESC, id DESC
LIMIT 500
