-- title: Starts, stops and configuration
-- description: Did somebody deploy? The latest 100 records of the system category, newest first, with the version that wrote each.
-- format: table
-- columns: time timestamptz, level text, event text, version text, message text, logger text, trace_id text
SELECT
  timestamp AS time,
  level,
  extra->>'event' AS event,
  extra->>'version' AS version,
  message,
  logger,
  trace_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'system'
ORDER BY timestamp DESC, id DESC
LIMIT 100
