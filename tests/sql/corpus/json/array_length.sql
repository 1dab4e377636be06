-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["3", null, null]
SELECT json_array_length('[1, 2, 3]'), json_array_length('{"a": 1}'), json_array_length('not json')
