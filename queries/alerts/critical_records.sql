-- title: CRITICAL records by category
-- description: Records of level CRITICAL in ten minutes: the application says that it cannot go on.
-- format: time_series
-- unit: short
-- columns: time timestamptz, category text, critical_records bigint
-- The windows end with the time range, so that the last one is what the rule sees.
SELECT
  date_bin('10 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '10 minutes' AS time,
  category,
  count(*) FILTER (WHERE level = 'CRITICAL') AS critical_records
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY 1, 2
ORDER BY 1, 2
