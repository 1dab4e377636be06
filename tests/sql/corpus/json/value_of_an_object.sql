-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_value('{"a": {"b": 7}}', 'lax $.a')
