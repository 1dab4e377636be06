-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["{\"b\":7}"]
SELECT json_query('{"a": {"b": 7}}', 'lax $.a')
