-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "false"]
SELECT json_array_contains('[1, 2, 3]', 2), json_array_contains('["a"]', 'b')
