-- title: Sign-ins at a glance
-- description: Attempts to sign in: how many came through, how many failed, and how many accounts and addresses they came from.
-- format: table
-- columns: successes bigint, failures bigint, failure_share float8, accounts bigint, addresses bigint
SELECT
  count(*) FILTER (WHERE extra->>'outcome' = 'success') AS successes,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure') AS failures,
  count(*) FILTER (WHERE extra->>'outcome' = 'failure')::float8 / NULLIF(count(*), 0) AS failure_share,
  count(DISTINCT extra->>'email_hash') AS accounts,
  count(DISTINCT extra->>'client_ip') AS addresses
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' IN ('success', 'failure')
