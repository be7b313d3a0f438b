-- title: Error bursts
-- description: Minutes in a row with at least 5 errors each and 3 times as many as the time range has on average.
-- format: table
-- columns: time timestamptz, timeend timestamptz, text text, tags text
WITH errors AS (
  SELECT
    date_trunc('minute', timestamp) AS start,
    category
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND level IN ('ERROR', 'CRITICAL')
),
counted AS (
  SELECT
    *,
    count(*) OVER (PARTITION BY start) AS in_minute
  FROM errors
),
loud AS (
  SELECT
    *,
    -- The same for all minutes in a row.
    start - dense_rank() OVER (ORDER BY start) * INTERVAL '1 minute' AS run
  FROM counted
  WHERE in_minute >= 5
    AND in_minute >= 3 * 60 * (SELECT count(*) FROM errors) / EXTRACT(epoch FROM CAST($__timeTo() AS timestamptz) - CAST($__timeFrom() AS timestamptz))
)
SELECT
  min(start) AS time,
  max(start) + INTERVAL '1 minute' AS timeend,
  count(*) || ' errors, most of them in ' || mode() WITHIN GROUP (ORDER BY category) AS text,
  'errors' AS tags
FROM loud
GROUP BY run
ORDER BY time
LIMIT 200
