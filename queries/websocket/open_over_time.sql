-- title: Open WebSocket connections
-- description: Connections open at the end of each interval; one that says nothing in the time range is not counted, and one without a disconnect counts as open to the end.
-- format: time_series
-- unit: short
-- columns: time numeric, open_connections numeric
WITH connections AS (
  SELECT
    min(timestamp) FILTER (WHERE extra->>'event' = 'connect') AS opened,
    max(timestamp) FILTER (WHERE extra->>'event' = 'disconnect') AS closed
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'websocket'
    AND extra->>'connection_id' IS NOT NULL
  GROUP BY extra->>'connection_id'
),
changes AS (
  -- A connection that was not seen to open was open when the range began.
  SELECT COALESCE(opened, $__timeFrom()) AS timestamp, 1 AS change
  FROM connections
  UNION ALL
  SELECT closed, -1
  FROM connections
  WHERE closed IS NOT NULL
)
SELECT
  $__timeGroupAlias(timestamp, $__interval, previous),
  sum(sum(change)) OVER (ORDER BY $__timeGroup(timestamp, $__interval)) AS open_connections
FROM changes
GROUP BY 1
ORDER BY 1
