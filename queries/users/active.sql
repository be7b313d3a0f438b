-- title: Users
-- description: The 100 users with the most errors, then the most records: whom to look at, and whom to write to tomorrow.
-- format: table
-- columns: user_id text, records bigint, errors bigint, categories text, first_seen timestamptz, last_seen timestamptz
-- params: category=auth,agent multi all
SELECT
  user_id::text AS user_id,
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  string_agg(DISTINCT category, ', ' ORDER BY category) AS categories,
  min(timestamp) AS first_seen,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id IS NOT NULL
  AND category IN (${category:sqlstring})
GROUP BY app_logs.user_id
ORDER BY errors DESC, records DESC, user_id
LIMIT 100
