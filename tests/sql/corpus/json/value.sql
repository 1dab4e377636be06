-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["7", "x"]
SELECT json_value('{"a": {"b": 7}}', 'lax $.a.b'), json_value('{"a": "x"}', 'lax $.a')
