-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "varchar(4)"]
-- row: ["ab", "ab"]
SELECT regexp_extract('ab12', '[[:alpha:]]+'), regexp_extract('ab12', '\p{Alpha}+')
