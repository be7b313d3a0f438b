-- title: Age of the newest record
-- description: Seconds from the newest record to the end of the time range; when this grows, no record arrives any more.
-- format: table
-- unit: s
-- columns: age float8
SELECT
  EXTRACT(epoch FROM CAST($__timeTo() AS timestamptz) - max(timestamp))::float8 AS age
FROM app_logs
WHERE $__timeFilter(timestamp)
