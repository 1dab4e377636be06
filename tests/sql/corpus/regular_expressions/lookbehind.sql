-- columns: ["_col0"]
-- types: ["varchar(9)"]
-- row: ["42"]
SELECT regexp_extract('price: 42', '(?<=price: )\d+')
