-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["1.50", "2.000"]
SELECT cast(1.50 AS varchar), cast(cast(2 AS decimal(10, 3)) AS varchar)
