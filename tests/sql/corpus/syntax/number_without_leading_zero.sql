-- columns: ["_col0", "_col1"]
-- types: ["decimal(1, 1)", "decimal(1, 0)"]
-- row: ["0.5", "5"]
SELECT .5, 5.
