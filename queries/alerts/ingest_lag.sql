-- title: Ingest lag
-- description: How long after it happened a record was in the database: 95 of 100 of those that arrived within ten
--     minutes were there in this time.
-- format: time_series
-- unit: s
-- columns: time timestamptz, lag float8
-- By arrival, since what is late is not there yet. The windows end with the time range, so that the last one is what
-- the rule sees; what is later than the time range is long is not seen at all.
SELECT
  date_bin('10 minutes', created_at - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
    + INTERVAL '10 minutes' AS time,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM created_at - timestamp)) AS lag
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND created_at <= CAST($__timeTo() AS timestamptz)
GROUP BY 1
ORDER BY 1
