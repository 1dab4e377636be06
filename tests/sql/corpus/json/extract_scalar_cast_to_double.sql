-- columns: ["_col0", "_col1"]
-- types: ["double", "decimal(10, 2)"]
-- row: [null, "1.10"]
-- row: ["3.5", null]
SELECT cast(json_extract_scalar(extra, '$.took_ms') AS double), cast(json_extract_scalar(extra, '$.price') AS decimal(10, 2)) FROM events WHERE event_id IN ('e04', 'e05') ORDER BY event_id
