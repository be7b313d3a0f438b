-- title: Share of sign-ins that fail, by method
-- description: The part of the attempts to sign in that failed, in half an hour; fewer than 15 attempts count as 15.
--     Sessions that are carried on are no attempts.
-- format: time_series
-- unit: percentunit
-- columns: time timestamptz, method text, failure_share float8
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('30 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '30 minutes' AS time,
  extra->>'method' AS method,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure')::float8 / GREATEST(count(*), 15) AS failure_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' IN ('success', 'failure')
  AND extra->>'method' <> 'session'
GROUP BY 1, 2
ORDER BY 1, 2
