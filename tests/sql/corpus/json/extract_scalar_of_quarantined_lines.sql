-- columns: ["position", "_col1"]
-- types: ["bigint", "varchar"]
-- row: ["1", "page_view"]
-- row: ["7", "purchase"]
-- row: ["8", null]
-- row: ["1", null]
-- row: ["2", null]
SELECT position, json_extract_scalar(line, '$.event_type') FROM quarantine ORDER BY source_object, position
