-- title: Slow operations
-- description: The 100 records with the longest duration, of whatever kind; a click on the trace id shows where the time went.
-- format: table
-- unit: ms
-- columns: time timestamptz, duration_ms float8, category text, message text, user_id text, trace_id text, xray_id text, logger text
-- params: category=auth,agent multi all; user="",42 textbox
WITH operations AS (
  SELECT
    *,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category IN (${category:sqlstring})
    AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
)
SELECT
  timestamp AS time,
  duration_ms,
  category,
  message,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  logger
FROM operations
WHERE duration_ms IS NOT NULL
ORDER BY duration_ms DESC, timestamp DESC, id DESC
LIMIT 100
