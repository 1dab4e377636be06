-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "false"]
SELECT cast(2 AS boolean), cast(0 AS boolean)
