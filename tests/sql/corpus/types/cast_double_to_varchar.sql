-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["varchar", "varchar", "varchar", "varchar", "varchar"]
-- row: ["1.999E1", "1.0E0", "1.0E21", "1.0E-7", "1.23456789E8"]
SELECT cast(19.99e0 AS varchar), cast(1e0 AS varchar), cast(1e21 AS varchar), cast(1e-7 AS varchar), cast(123456789.0e0 AS varchar)
