-- title: Errors by category
-- description: Which part of the application fails most: ERROR and CRITICAL records by category, and when each failed last.
-- format: table
-- unit: short
-- columns: category text, errors bigint, last_seen timestamptz
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  category,
  count(*) AS errors,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY category
ORDER BY errors DESC, category
