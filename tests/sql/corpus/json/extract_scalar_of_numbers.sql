-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(58)", "varchar(10)", "varchar(27)"]
-- row: ["1.0", "1e3", "12345678901234567890"]
SELECT json_extract_scalar('{"a": 1.0, "b": 1e3, "c": 12345678901234567890, "d": -0.0}', '$.a'), json_extract_scalar('{"b": 1e3}', '$.b'), json_extract_scalar('{"c": 12345678901234567890}', '$.c')
