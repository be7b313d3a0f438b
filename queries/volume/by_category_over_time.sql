-- title: Log volume by category
-- description: Which part of the application is busy, and which fell silent: records in each interval, one series for each category.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, records bigint
-- params: category=auth,agent multi all; level=INFO,ERROR multi all; user="",42 textbox; q="",timeout textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  category AS metric,
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND level IN (${level:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY 1, 2
ORDER BY 1, 2
