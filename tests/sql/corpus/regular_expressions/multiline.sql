-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(varchar)", "boolean", "boolean"]
-- row: ["[a, b]", "false", "true"]
SELECT regexp_extract_all(concat('a', chr(10), 'b'), '(?m)^\w$'), regexp_like(concat('a', chr(10), 'b'), 'a.b'), regexp_like(concat('a', chr(10), 'b'), '(?s)a.b')
