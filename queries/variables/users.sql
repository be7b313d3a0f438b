-- title: Users
-- description: Users with a record in the time range, the one seen last first.
-- format: table
-- columns: __text text, __value text
SELECT
  user_id::text AS __text,
  user_id::text AS __value
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id IS NOT NULL
GROUP BY user_id
ORDER BY max(timestamp) DESC, user_id
LIMIT 500
