-- title: The user at a glance
-- description: One user's records, errors and traces in the time range, when first and last seen, and from how many addresses.
-- format: table
-- columns: records bigint, errors bigint, traces bigint, addresses bigint, first_seen timestamptz, last_seen timestamptz, last_error timestamptz
-- params: user=42,7 textbox
SELECT
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  count(DISTINCT trace_id) AS traces,
  count(DISTINCT extra->>'client_ip') AS addresses,
  min(timestamp) AS first_seen,
  max(timestamp) AS last_seen,
  max(timestamp) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS last_error
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint
