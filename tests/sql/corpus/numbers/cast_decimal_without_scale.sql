-- columns: ["_col0", "_col1"]
-- types: ["decimal(38, 0)", "decimal(5, 0)"]
-- row: ["3", "3"]
SELECT cast(2.5 AS decimal), cast(2.5 AS decimal(5))
