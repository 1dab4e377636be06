-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "varchar(4)"]
-- row: [null, null]
SELECT regexp_extract('none', '\d+'), regexp_extract('none', '(\d+)', 1)
