-- title: Search
-- description: The latest 500 records that hold every word typed, in any order and case, in the logger, the message, the trace id or the extra fields; a search for nothing finds nothing.
-- format: table
-- columns: time timestamptz, level text, category text, message text, user_id text, trace_id text, xray_id text, logger text, extra jsonb
-- params: q=timeout,"openai retry" textbox
SELECT
  timestamp AS time,
  level,
  category,
  message,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  logger,
  extra
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND trim(${q:sqlstring}) <> ''
  AND NOT EXISTS (
    SELECT 1
    FROM regexp_split_to_table(lower(${q:sqlstring}), ' +') AS word
    WHERE strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), word) = 0
  )
ORDER BY timestamp DESC, id DESC
LIMIT 500
