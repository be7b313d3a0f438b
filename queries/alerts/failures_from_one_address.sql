-- title: Failed sign-ins from one address
-- description: How often the address that failed most failed to sign in within ten minutes: a person gives up, a
--     program that guesses does not.
-- format: time_series
-- unit: short
-- columns: time timestamptz, failures bigint
-- The windows end with the time range, so that the last one is what the rule sees.
WITH by_address AS (
  SELECT
    date_bin('10 minutes', timestamp - INTERVAL '1 microsecond', CAST($__timeTo() AS timestamptz))
      + INTERVAL '10 minutes' AS time,
    extra->>'client_ip' AS client_ip,
    count(*) FILTER (WHERE extra->>'outcome' = 'failure') AS failures
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'auth'
    AND extra->>'client_ip' IS NOT NULL
  GROUP BY 1, 2
)
-- The address itself is personal and would make one alert of each: it stands in the panels, not in the rule.
SELECT
  time,
  max(failures) AS failures
FROM by_address
GROUP BY 1
ORDER BY 1
