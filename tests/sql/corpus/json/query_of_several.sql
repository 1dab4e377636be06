-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["[1,2]"]
SELECT json_query('{"a": [1, 2]}', 'lax $.a[*]' WITH ARRAY WRAPPER)
