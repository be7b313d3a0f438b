-- title: Errors
-- description: ERROR and CRITICAL records in the time range, with their course behind the number.
-- format: time_series
-- unit: short
-- columns: time numeric, errors bigint
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY 1
ORDER BY 1
