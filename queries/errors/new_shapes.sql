-- title: New errors
-- description: What is different tonight: message shapes of errors that the 24 hours before the time range did not have.
-- format: table
-- columns: shape text, errors bigint, users bigint, categories text, first_seen timestamptz, last_seen timestamptz, trace_id text
-- params: category=auth,agent multi all
WITH errors AS (
  SELECT
    timestamp,
    $__timeFilter(timestamp) AS in_range,
    category,
    user_id,
    trace_id,
    -- Quoted texts first, since they may hold numbers; an apostrophe inside a word opens no quotation.
    regexp_replace(
      regexp_replace(message, '"[^"]*"|(?<!\w)''([^'']|''\w)*''(?!\w)', '"…"', 'g'),
      '[\w-]*[0-9][\w.:-]*', '#', 'g'
    ) AS shape
  FROM app_logs
  WHERE timestamp >= CAST($__timeFrom() AS timestamptz) - INTERVAL '24 hours'
    AND timestamp <= $__timeTo()
    AND level IN ('ERROR', 'CRITICAL')
    AND category IN (${category:sqlstring})
)
SELECT
  shape,
  count(*) AS errors,
  count(DISTINCT user_id) AS users,
  string_agg(DISTINCT category, ', ' ORDER BY category) AS categories,
  min(timestamp) AS first_seen,
  max(timestamp) AS last_seen,
  (array_agg(trace_id ORDER BY timestamp DESC) FILTER (WHERE trace_id IS NOT NULL))[1] AS trace_id
FROM errors
GROUP BY shape
HAVING bool_and(in_range)
ORDER BY first_seen DESC, shape
LIMIT 100
