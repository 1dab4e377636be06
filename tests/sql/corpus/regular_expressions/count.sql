-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["3", "0"]
SELECT regexp_count('a1b22', '\d'), regexp_count('none', '\d')
