-- title: X-Ray id
-- description: The trace id from the box on top as X-Ray writes it, whichever way it was typed.
-- format: table
-- columns: __text text, __value text
-- params: trace=5840652000a6649127e371903a2de979,1-58406520-00a6649127e371903a2de979 textbox
WITH typed AS (
  SELECT lower(regexp_replace(trim(${trace:sqlstring}), '^1-|-', '', 'g')) AS trace_id
)
SELECT
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS __text,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS __value
FROM typed
WHERE trace_id ~ '^[0-9a-f]{32}$'
