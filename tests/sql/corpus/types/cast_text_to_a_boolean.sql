-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["true", "false", "true"]
SELECT cast('true' AS boolean), cast('F' AS boolean), cast('1' AS boolean)
