-- title: Error share by category
-- description: How much of what each category logs is ERROR or CRITICAL, the worst first: a small category that fails always stands above a busy one that fails at times.
-- format: table
-- columns: category text, records bigint, errors bigint, error_share float8
-- params: category=auth,agent multi all; user="",42 textbox
SELECT
  category,
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL'))::float8 / NULLIF(count(*), 0) AS error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
GROUP BY category
ORDER BY error_share DESC, errors DESC, category
