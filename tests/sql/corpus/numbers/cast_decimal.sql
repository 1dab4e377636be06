-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["decimal(10, 2)", "decimal(10, 2)", "decimal(5, 2)", "decimal(4, 2)"]
-- row: ["1.01", "2.68", "1.00", "12.50"]
SELECT cast(1.005 AS decimal(10, 2)), cast(2.675e0 AS decimal(10, 2)), cast(1 AS decimal(5, 2)), decimal '12.50'
