-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "false"]
SELECT starts_with('abc', 'ab'), starts_with('abc', 'b')
