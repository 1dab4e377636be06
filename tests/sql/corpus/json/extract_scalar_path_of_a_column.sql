-- columns: ["_col0"]
-- types: ["varchar(8)"]
-- row: ["1"]
SELECT json_extract_scalar('{"a": 1}', '$.' || p) FROM (VALUES 'a') AS t (p)
