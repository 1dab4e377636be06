-- columns: ["_col0", "_col1"]
-- types: ["varchar(13)", "varchar(8)"]
-- row: ["42", "42"]
SELECT regexp_extract('order 42 of 7', '\d+'), regexp_extract('order 42', 'order (\d+)', 1)
