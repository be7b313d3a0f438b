-- title: Errors by message shape
-- description: The same mistake counted once: numbers, ids and quoted texts in a message are collapsed, so that equal errors stand in one row with the users they hit and their latest trace.
-- format: table
-- columns: shape text, errors bigint, users bigint, categories text, first_seen timestamptz, last_seen timestamptz, trace_id text
-- params: category=auth,agent multi all; user="",42 textbox; q="",timeout textbox
WITH errors AS (
  SELECT
    timestamp,
    category,
    user_id,
    trace_id,
    -- Quoted texts first, since they may hold numbers; an apostrophe inside a word opens no quotation.
    regexp_replace(
      regexp_replace(message, '"[^"]*"|(?<!\w)''([^'']|''\w)*''(?!\w)', '"…"', 'g'),
      '[\w-]*[0-9][\w.:-]*', '#', 'g'
    ) AS shape
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND level IN ('ERROR', 'CRITICAL')
    AND category IN (${category:sqlstring})
    AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
    AND (${q:sqlstring} = '' OR strpos(lower(concat_ws(' ', logger, message, trace_id, extra)), lower(${q:sqlstring})) > 0)
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
ORDER BY errors DESC, last_seen DESC, shape
LIMIT 100
