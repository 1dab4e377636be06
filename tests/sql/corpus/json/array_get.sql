-- columns: ["_col0", "_col1", "_col2"]
-- types: ["json", "json", "json"]
-- row: ["b", null, "2"]
SELECT json_array_get('["a", "b"]', 1), json_array_get('["a"]', 5), json_array_get('[1, 2]', -1)
