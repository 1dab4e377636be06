-- columns: ["_col0", "_col1", "_col2"]
-- types: ["integer", "integer", "integer"]
-- row: ["2", "-1", "4"]
SELECT regexp_position('a1b22', '\d'), regexp_position('none', '\d'), regexp_position('a1b22', '\d', 3)
