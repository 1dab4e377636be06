-- columns: ["_col0", "_col1"]
-- types: ["varchar(13)", "boolean"]
-- row: ["42", "false"]
SELECT regexp_extract('price: 42 EUR', '\d+(?= EUR)'), regexp_like('foobar', 'foo(?!bar)')
