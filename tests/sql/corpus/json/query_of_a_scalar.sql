-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["7", "\"x\""]
SELECT json_query('{"a": 7}', 'lax $.a'), json_query('{"a": "x"}', 'lax $.a')
