-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["false"]
SELECT json_exists('{"a": 1}', 'strict $.b')
