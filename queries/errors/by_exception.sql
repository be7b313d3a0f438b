-- title: Errors by exception
-- description: Which exceptions are behind the errors, where they come from and when each was seen last; errors logged without one are left out.
-- format: table
-- unit: short
-- columns: exception text, logger text, errors bigint, last_seen timestamptz
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  extra->>'exception' AS exception,
  logger,
  count(*) AS errors,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND extra->>'exception' IS NOT NULL
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
GROUP BY 1, 2
ORDER BY errors DESC, last_seen DESC, exception, logger
LIMIT 100
