-- title: Loggers
-- description: Loggers with a record in the time range, by name, each with how many it wrote.
-- format: table
-- columns: __text text, __value text
SELECT
  logger || ' (' || count(*) || ')' AS __text,
  logger AS __value
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY logger
ORDER BY logger
LIMIT 500
