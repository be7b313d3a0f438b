-- title: Records that break the contract
-- description: Records that these panels cannot read well, by what is wrong with them and who wrote them; there should be none.
-- format: table
-- columns: fault text, logger text, records bigint, last_seen timestamptz, example text
WITH faults AS (
  SELECT
    timestamp,
    logger,
    message,
    CASE
      WHEN trace_id !~ '^[0-9a-f]{32}$' THEN 'trace_id is not 32 hexadecimal digits'
      WHEN jsonb_typeof(extra) <> 'object' THEN 'extra is not an object'
      WHEN jsonb_typeof(extra->'duration_ms') <> 'number' THEN 'duration_ms is not a number'
      WHEN jsonb_typeof(extra->'status') <> 'number' THEN 'status is not a number'
      WHEN created_at < timestamp - INTERVAL '1 second' THEN 'timestamp lies in the future'
    END AS fault
  FROM app_logs
  WHERE $__timeFilter(timestamp)
)
SELECT
  fault,
  logger,
  count(*) AS records,
  max(timestamp) AS last_seen,
  (array_agg(message ORDER BY timestamp DESC))[1] AS example
FROM faults
WHERE fault IS NOT NULL
GROUP BY fault, logger
ORDER BY records DESC, last_seen DESC, fault, logger
LIMIT 100
