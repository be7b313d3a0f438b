-- title: Failed sign-ins by address
-- description: Client addresses that failed to sign in most often; one that tries many accounts is an attack.
-- format: table
-- columns: client_ip text, failures bigint, accounts bigint, successes bigint, last_failure timestamptz
SELECT
  extra->>'client_ip' AS client_ip,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure') AS failures,
  count(DISTINCT extra->>'email_hash') FILTER (WHERE extra->>'outcome' = 'failure') AS accounts,
  count(*) FILTER (WHERE extra->>'outcome' = 'success') AS successes,
  max(timestamp) FILTER (WHERE extra->>'outcome' = 'failure') AS last_failure
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'client_ip' IS NOT NULL
GROUP BY 1
HAVING count(*) FILTER (WHERE extra->>'outcome' = 'failure') > 0
ORDER BY failures DESC, last_failure DESC, client_ip
LIMIT 50
