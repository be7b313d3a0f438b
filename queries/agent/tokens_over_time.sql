-- title: Tokens
-- description: Tokens that the agent used in each interval: what it costs, and whether a turn ran away.
-- format: time_series
-- unit: short
-- columns: time numeric, tokens float8
-- params: user="",42 textbox
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  sum(CASE WHEN jsonb_typeof(extra->'tokens') = 'number' THEN (extra->>'tokens')::float8 END) AS tokens
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'tokens' IS NOT NULL
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
GROUP BY 1
ORDER BY 1
