-- columns: ["_col0", "_col1"]
-- types: ["varchar(3)", "varchar(1)"]
-- row: ["x", "7"]
SELECT json_extract_scalar('"x"', '$'), json_extract_scalar('7', '$')
