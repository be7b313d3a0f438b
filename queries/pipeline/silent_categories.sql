-- title: Silence by category
-- description: How long each category has been silent, the longest first; one without a record in the whole time range has no last time.
-- format: table
-- columns: category text, last_seen timestamptz, silent_s float8, records bigint
-- params: category=auth,agent multi all
SELECT
  wanted.category,
  max(timestamp) AS last_seen,
  EXTRACT(epoch FROM CAST($__timeTo() AS timestamptz) - max(timestamp))::float8 AS silent_s,
  count(timestamp) AS records
FROM unnest(ARRAY[${category:sqlstring}]) AS wanted(category)
LEFT JOIN app_logs ON app_logs.category = wanted.category AND $__timeFilter(timestamp)
GROUP BY wanted.category
ORDER BY last_seen NULLS FIRST, wanted.category
