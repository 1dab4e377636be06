-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(varchar(11))", "array(varchar(6))", "array(varchar(4))"]
-- row: ["[1, 22, 333]", "[1, 22]", "[]"]
SELECT regexp_extract_all('a1 b22 c333', '\d+'), regexp_extract_all('a1 b22', '([a-z])(\d+)', 2), regexp_extract_all('none', '\d')
