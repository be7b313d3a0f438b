-- title: Health by category
-- description: The worst that each category logged in each interval: 0 nothing above INFO, 1 a WARNING, 2 an ERROR, 3 a CRITICAL; a gap is silence.
-- format: time_series
-- unit: none
-- columns: time numeric, metric text, worst_level integer
-- params: category=auth,agent multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  category AS metric,
  max(CASE level WHEN 'CRITICAL' THEN 3 WHEN 'ERROR' THEN 2 WHEN 'WARNING' THEN 1 ELSE 0 END) AS worst_level
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
GROUP BY 1, 2
ORDER BY 1, 2
