-- title: Longest silences
-- description: The 20 longest times of more than a minute in which no record of any category was written, with the last words before.
-- format: table
-- columns: time timestamptz, timeend timestamptz, silent_s float8, message_before text, logger_before text
WITH steps AS (
  SELECT
    timestamp,
    lead(timestamp) OVER (ORDER BY timestamp, id) AS next_timestamp,
    message,
    logger
  FROM app_logs
  WHERE $__timeFilter(timestamp)
)
SELECT
  timestamp AS time,
  next_timestamp AS timeend,
  EXTRACT(epoch FROM next_timestamp - timestamp)::float8 AS silent_s,
  message AS message_before,
  logger AS logger_before
FROM steps
WHERE next_timestamp > timestamp + INTERVAL '1 minute'
ORDER BY silent_s DESC, timestamp DESC
LIMIT 20
