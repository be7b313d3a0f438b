-- title: WebSocket connects and disconnects
-- description: Connections opened and closed in each interval; both high at once means that clients are thrown out and come back.
-- format: time_series
-- unit: short
-- columns: time numeric, connects bigint, disconnects bigint
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) FILTER (WHERE extra->>'event' = 'connect') AS connects,
  count(*) FILTER (WHERE extra->>'event' = 'disconnect') AS disconnects
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'websocket'
  AND extra->>'event' IN ('connect', 'disconnect')
GROUP BY 1
ORDER BY 1
