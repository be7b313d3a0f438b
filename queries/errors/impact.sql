-- title: Impact
-- description: How bad it is: errors, and the users, traces and categories that they hit, and the last one.
-- format: table
-- columns: errors bigint, users bigint, traces bigint, categories bigint, last_seen timestamptz
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  count(*) AS errors,
  count(DISTINCT user_id) AS users,
  count(DISTINCT trace_id) AS traces,
  count(DISTINCT category) AS categories,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
