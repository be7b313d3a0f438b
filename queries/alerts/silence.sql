-- title: Silence by category
-- description: How long each category has been silent, as a multiple of the longest pause that is usual for it: above 1
--     something has stopped.
-- format: table
-- unit: none
-- columns: category text, usual_pause text, silence float8
-- Every category that production logs at its level; drawing is not among them, since production leaves DEBUG out.
WITH watched (category, usual_pause) AS (
  VALUES
    ('auth', INTERVAL '2 hours'),
    ('agent', INTERVAL '2 hours'),
    ('websocket', INTERVAL '2 hours'),
    ('workspace', INTERVAL '2 hours'),
    ('system', INTERVAL '12 hours'),
    ('http', INTERVAL '2 hours')
)
SELECT
  category,
  EXTRACT(epoch FROM usual_pause)::int / 3600 || ' h' AS usual_pause,
  -- One that said nothing at all has been silent for the whole time range at least.
  EXTRACT(epoch FROM CAST($__timeTo() AS timestamptz) - COALESCE(last_seen, CAST($__timeFrom() AS timestamptz)))::float8
    / EXTRACT(epoch FROM usual_pause)::float8 AS silence
FROM watched
LEFT JOIN LATERAL (
  -- From the newest record back to the first of the category: nearly always a short way.
  SELECT timestamp AS last_seen
  FROM app_logs
  WHERE app_logs.category = watched.category
    AND $__timeFilter(timestamp)
  ORDER BY timestamp DESC
  LIMIT 1
) AS newest ON true
ORDER BY silence DESC, category
