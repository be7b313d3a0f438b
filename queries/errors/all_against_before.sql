-- title: Against the time before
-- description: Whether it is worse than just before: the errors of an equally long time before the time range, and how many times as many there are now.
-- format: table
-- unit: short
-- columns: errors bigint, errors_before bigint, change float8
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
SELECT
  count(*) FILTER (WHERE $__timeFilter(timestamp)) AS errors,
  count(*) FILTER (WHERE timestamp < $__timeFrom()) AS errors_before,
  count(*) FILTER (WHERE $__timeFilter(timestamp))::float8 / NULLIF(count(*) FILTER (WHERE timestamp < $__timeFrom()), 0) AS change
FROM app_logs
WHERE timestamp >= CAST($__timeFrom() AS timestamptz) - (CAST($__timeTo() AS timestamptz) - CAST($__timeFrom() AS timestamptz))
  AND timestamp <= $__timeTo()
  AND level IN ('ERROR', 'CRITICAL')
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
