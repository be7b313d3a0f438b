-- title: Error share
-- description: The error rate that does not rise with mere traffic: the part of all records that are ERROR or CRITICAL.
-- format: time_series
-- unit: percentunit
-- columns: time numeric, error_share float8
-- params: category=auth,agent multi all; user="",42 textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL'))::float8 / NULLIF(count(*), 0) AS error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
GROUP BY 1
ORDER BY 1
