-- title: Records
-- description: All records that the filters let through, with their course behind the number.
-- format: time_series
-- unit: short
-- columns: time numeric, records bigint
-- params: category=auth,agent multi all; level=INFO,ERROR multi all; user="",42 textbox; q="",timeout textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND level IN (${level:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY 1
ORDER BY 1
