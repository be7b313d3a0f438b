-- title: Error share by category
-- description: The part of a category's records that are ERROR or CRITICAL, in ten minutes; fewer than 50 records
--     count as 50, so that one error at night is not 100 %.
-- format: time_series
-- unit: percentunit
-- columns: time timestamptz, category text, error_share float8
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('10 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '10 minutes' AS time,
  category,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL'))::float8 / GREATEST(count(*), 50) AS error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY 1, 2
ORDER BY 1, 2
