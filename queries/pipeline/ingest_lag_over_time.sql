-- title: Ingest lag
-- description: How long after it happened a record is in the database: half are there within p50, 99 of 100 within p99; what these panels show is as old as that.
-- format: time_series
-- unit: s
-- columns: time numeric, p50 float8, p99 float8, slowest float8
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM created_at - timestamp)) AS p50,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM created_at - timestamp)) AS p99,
  max(EXTRACT(epoch FROM created_at - timestamp))::float8 AS slowest
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY 1
ORDER BY 1
