-- title: Deployments
-- description: The first start of each version in the time range, which is its deployment, or a restart of the version that ran before.
-- format: table
-- columns: time timestamptz, text text, tags text
SELECT
  min(timestamp) AS time,
  'Version ' || (extra->>'version') || ' started' AS text,
  'deployment,' || (extra->>'version') AS tags
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'system'
  AND extra->>'event' = 'startup'
  AND extra->>'version' IS NOT NULL
GROUP BY extra->>'version'
ORDER BY time
LIMIT 200
