-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_query('{"a": [1, 2]}', 'lax $.a[*]')
