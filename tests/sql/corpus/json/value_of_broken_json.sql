-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_value('not json', 'lax $.a')
