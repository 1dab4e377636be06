-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["false", "true", "false"]
SELECT bool_and(quantity > 0), bool_or(quantity > 0), every(quantity > 0) FROM events WHERE year = '2026'
