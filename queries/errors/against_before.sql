-- title: Errors against the time before
-- description: Whether this is worse than usual: the errors of each category, beside those of an equally long time just before; a change of 2 is twice as many.
-- format: table
-- columns: category text, errors bigint, errors_before bigint, change float8
-- params: category=auth,agent multi all
SELECT
  category,
  count(*) FILTER (WHERE $__timeFilter(timestamp)) AS errors,
  count(*) FILTER (WHERE timestamp < $__timeFrom()) AS errors_before,
  count(*) FILTER (WHERE $__timeFilter(timestamp))::float8 / NULLIF(count(*) FILTER (WHERE timestamp < $__timeFrom()), 0) AS change
FROM app_logs
WHERE timestamp >= CAST($__timeFrom() AS timestamptz) - (CAST($__timeTo() AS timestamptz) - CAST($__timeFrom() AS timestamptz))
  AND timestamp <= $__timeTo()
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
GROUP BY category
ORDER BY errors DESC, errors_before DESC, category
