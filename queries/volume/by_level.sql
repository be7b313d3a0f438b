-- title: Records by level
-- description: How loud the application is: records in the time range by level.
-- format: table
-- unit: short
-- columns: level text, records bigint
-- params: category=auth,agent multi all; level=INFO,ERROR multi all; user="",42 textbox; q="",timeout textbox
SELECT
  level,
  count(*) AS records
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND level IN (${level:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY level
ORDER BY records DESC, level
