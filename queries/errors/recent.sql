-- title: Recent errors
-- description: The latest 200 ERROR and CRITICAL records, newest first; a click on the trace id shows what led to one.
-- format: table
-- columns: time timestamptz, level text, category text, message text, exception text, user_id text, trace_id text, xray_id text, logger text, extra jsonb
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  timestamp AS time,
  level,
  category,
  message,
  extra->>'exception' AS exception,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  logger,
  extra
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
ORDER BY timestamp DESC, id DESC
LIMIT 200
