-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: [null, "none"]
SELECT json_value('{"a": 1}', 'lax $.b'), json_value('{"a": 1}', 'lax $.b' DEFAULT 'none' ON EMPTY)
