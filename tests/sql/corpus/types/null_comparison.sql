-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: [null, "true", null]
SELECT NULL = NULL, NULL IS NULL, 1 = NULL
