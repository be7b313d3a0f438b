-- title: Failed sign-ins by account
-- description: Accounts that failed to sign in most often: one address means a forgotten link, many mean that somebody tries to get in. Accounts are told apart by a hash, never by the full e-mail address.
-- format: table
-- columns: email_masked text, email_hash text, failures bigint, addresses bigint, reasons text, last_seen timestamptz
SELECT
  max(extra->>'email_masked') AS email_masked,
  extra->>'email_hash' AS email_hash,
  count(*) AS failures,
  count(DISTINCT extra->>'client_ip') AS addresses,
  string_agg(DISTINCT extra->>'reason', ', ' ORDER BY extra->>'reason') AS reasons,
  max(timestamp) AS last_seen
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'auth'
  AND extra->>'outcome' = 'failure'
  AND extra->>'email_hash' IS NOT NULL
GROUP BY extra->>'email_hash'
ORDER BY failures DESC, last_seen DESC, email_hash
LIMIT 50
