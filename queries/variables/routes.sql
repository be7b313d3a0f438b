-- title: Routes
-- description: Routes that were asked for in the time range, by name.
-- format: table
-- columns: __text text, __value text
SELECT DISTINCT
  extra->>'route' AS __text,
  extra->>'route' AS __value
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'route' IS NOT NULL
ORDER BY 1
LIMIT 500
