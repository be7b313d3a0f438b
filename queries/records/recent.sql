-- title: Recent records
-- description: What happened, newest first: the latest 500 records that the filters let through; the text is looked for in the logger, the message, the trace id and the extra fields.
-- format: logs
-- columns: time timestamptz, message text, level text, category text, logger text, user_id text, trace_id text, xray_id text, extra jsonb
-- params: category=auth,agent multi all; level=INFO,ERROR multi all; user="",42 textbox; q="",timeout textbox
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
  AND category IN (${category:sqlstring})
  AND level IN (${level:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
ORDER BY timestamp DESC, id DESC
LIMIT 500
