-- title: The user's errors
-- description: Each ERROR or CRITICAL record of one user.
-- format: table
-- columns: time timestamptz, text text, tags text
-- params: user=42,7 textbox
SELECT
  timestamp AS time,
  message AS text,
  concat_ws(',', lower(level), category) AS tags
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint
  AND level IN ('ERROR', 'CRITICAL')
ORDER BY timestamp DESC, id DESC
LIMIT 200
