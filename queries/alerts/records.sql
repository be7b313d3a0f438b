-- title: Records in 15 minutes
-- description: Records of every category and level, in a quarter of an hour; none at all means that the application is
--     down, or that its records no longer arrive.
-- format: time_series
-- unit: short
-- columns: time timestamptz, records bigint
-- The windows end with the time range, so that the last one is what the rule sees. One without records is a zero.
WITH counted AS (
  SELECT
    date_bin('15 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
      + INTERVAL '15 minutes' AS time,
    count(*) AS records
  FROM app_logs
  WHERE $__timeFilter(timestamp)
  GROUP BY 1
)
SELECT
  time,
  COALESCE(records, 0) AS records
FROM generate_series(
  CAST($__timeTo() AS timestamptz),
  CAST($__timeFrom() AS timestamptz) + INTERVAL '1 microsecond',
  INTERVAL '-15 minutes'
) AS windows(time)
LEFT JOIN counted USING (time)
ORDER BY 1
