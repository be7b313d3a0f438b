-- title: Starts and stops
-- description: Each start and stop of the application, with its version: many in a row are a crash loop.
-- format: table
-- columns: time timestamptz, text text, tags text
SELECT
  timestamp AS time,
  concat_ws(' ', CASE extra->>'event' WHEN 'startup' THEN 'Started' ELSE 'Stopped' END, extra->>'version') AS text,
  extra->>'event' AS tags
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'system'
  AND extra->>'event' IN ('startup', 'shutdown')
ORDER BY timestamp DESC, id DESC
LIMIT 200
