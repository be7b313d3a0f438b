-- title: Failed sign-ins against the time before
-- description: Whether more sign-ins fail than just before: the failures of an equally long time before the time range, and how many times as many there are now.
-- format: table
-- unit: short
-- columns: failures bigint, failures_before bigint, change float8
SELECT
  count(*) FILTER (WHERE $__timeFilter(timestamp)) AS failures,
  count(*) FILTER (WHERE timestamp < $__timeFrom()) AS failures_before,
  count(*) FILTER (WHERE $__timeFilter(timestamp))::float8 / NULLIF(count(*) FILTER (WHERE timestamp < $__timeFrom()), 0) AS change
FROM app_logs
WHERE timestamp >= CAST($__timeFrom() AS timestamptz) - (CAST($__timeTo() AS timestamptz) - CAST($__timeFrom() AS timestamptz))
  AND timestamp <= $__timeTo()
  AND category = 'auth'
  AND extra->>'outcome' = 'failure'
