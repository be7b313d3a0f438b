-- title: Share of 5xx answers by route
-- description: The part of a route's requests answered with a status of 500 or above, in ten minutes; fewer than 20
--     requests count as 20.
-- format: time_series
-- unit: percentunit
-- columns: time timestamptz, route text, server_error_share float8
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('10 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '10 minutes' AS time,
  extra->>'route' AS route,
  count(*) FILTER (WHERE extra->>'status' LIKE '5__')::float8 / GREATEST(count(*), 20) AS server_error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'route' IS NOT NULL
  AND extra->>'status' IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2
