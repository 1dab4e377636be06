-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["u-7"]
SELECT json_extract_scalar(line, '$.user.id') FROM quarantine WHERE reason = 'missing_field'
