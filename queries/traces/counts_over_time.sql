-- title: Traces over time
-- description: Traces that left records in each interval, and those of them with an error.
-- format: time_series
-- unit: short
-- columns: time numeric, traces bigint, with_errors bigint
-- params: category=auth,agent multi all; user="",42 textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(DISTINCT trace_id) AS traces,
  count(DISTINCT trace_id) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS with_errors
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND trace_id IS NOT NULL
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
GROUP BY 1
ORDER BY 1
