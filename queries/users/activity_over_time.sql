-- title: What the user did
-- description: One user's records in each interval, one series for each category.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, records bigint
-- params: user=42,7 textbox; category=auth,agent multi all; q="",timeout textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  category AS metric,
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint
  AND category IN (${category:sqlstring})
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY 1, 2
ORDER BY 1, 2
