-- title: Latest arrivals
-- description: The 100 records that took the longest into the database; many of one logger mean that its process keeps them back.
-- format: table
-- columns: time timestamptz, stored timestamptz, lag_s float8, level text, category text, logger text, message text, user_id text, trace_id text
SELECT
  timestamp AS time,
  created_at AS stored,
  EXTRACT(epoch FROM created_at - timestamp)::float8 AS lag_s,
  level,
  category,
  logger,
  message,
  user_id::text AS user_id,
  trace_id
FROM app_logs
WHERE $__timeFilter(timestamp)
ORDER BY created_at - timestamp DESC, timestamp DESC, id DESC
LIMIT 100
