-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "varchar(14)"]
-- row: ["ab", "a#b#"]
SELECT regexp_replace('a1b2', '\d'), regexp_replace('a1b2', '\d', '#')
