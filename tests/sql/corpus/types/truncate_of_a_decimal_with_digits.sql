-- columns: ["_col0"]
-- types: ["decimal(4, 3)"]
-- row: ["2.560"]
SELECT truncate(2.567, 2)
