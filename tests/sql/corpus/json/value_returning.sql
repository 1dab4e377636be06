-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["8"]
SELECT json_value('{"a": 7}', 'lax $.a' RETURNING integer) + 1
