-- title: Loudest loggers
-- description: Who writes the most, and how much of it is errors: the 50 loggers with the most records.
-- format: table
-- columns: logger text, category text, records bigint, errors bigint, last_seen timestamptz
-- params: category=auth,agent multi all; level=INFO,ERROR multi all
SELECT
  logger,
  category,
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND level IN (${level:sqlstring})
GROUP BY logger, category
ORDER BY records DESC, logger, category
LIMIT 50
