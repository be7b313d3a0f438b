-- title: How long turns take
-- description: The durations of the latest 5000 turns, to be counted by a histogram; two humps mean two kinds of turns, or a time-out.
-- format: table
-- unit: ms
-- columns: time timestamptz, duration_ms float8
-- params: user="",42 textbox
WITH turns AS (
  SELECT
    id,
    timestamp,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'agent'
    AND extra->>'turn' IS NOT NULL
    AND extra->>'tool' IS NULL
    AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
)
SELECT
  timestamp AS time,
  duration_ms
FROM turns
WHERE duration_ms IS NOT NULL
ORDER BY timestamp DESC, id DESC
LIMIT 5000
