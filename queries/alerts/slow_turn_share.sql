-- title: Share of slow turns
-- description: The part of the agent's turns that took more than 30 seconds, in a quarter of an hour; fewer than 10
--     turns count as 10.
-- format: time_series
-- unit: percentunit
-- columns: time timestamptz, slow_share float8
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('15 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '15 minutes' AS time,
  count(*) FILTER (WHERE (extra->>'duration_ms')::float8 > 30000)::float8 / GREATEST(count(*), 10) AS slow_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'agent'
  AND extra->>'turn' IS NOT NULL
  AND extra->>'tool' IS NULL
  AND jsonb_typeof(extra->'duration_ms') = 'number'
GROUP BY 1
ORDER BY 1
