-- title: Tools
-- description: Tools that the agent used in the time range, by name.
-- format: table
-- columns: __text text, __value text
SELECT DISTINCT
  extra->>'tool' AS __text,
  extra->>'tool' AS __value
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tool' IS NOT NULL
ORDER BY 1
LIMIT 500
