-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(7)", "varchar(4)", "boolean"]
-- row: ["K", "Köln", "false"]
SELECT regexp_extract('Köln 東京', '\w+'), regexp_extract('Köln', '\p{L}+'), regexp_like('ß', '^\w$')
