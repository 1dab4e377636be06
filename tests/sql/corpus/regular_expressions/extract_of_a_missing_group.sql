-- columns: ["_col0"]
-- types: ["varchar(3)"]
-- row: [null]
SELECT regexp_extract('abc', '(a)(x)?', 2)
