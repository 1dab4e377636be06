-- columns: ["_col0"]
-- types: ["varchar(15)"]
-- row: [null]
SELECT json_extract_scalar('{"Gift": "yes"}', '$.gift')
