-- title: Why connections closed
-- description: Disconnects by close code and reason: 1000 and 1001 are the client's own wish, 1006 is a lost line, 1011 our error.
-- format: table
-- unit: short
-- columns: close_code text, reason text, disconnects bigint, last_seen timestamptz
SELECT
  extra->>'close_code' AS close_code,
  extra->>'reason' AS reason,
  count(*) AS disconnects,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'websocket'
  AND extra->>'event' = 'disconnect'
GROUP BY 1, 2
ORDER BY disconnects DESC, last_seen DESC, close_code, reason
LIMIT 50
