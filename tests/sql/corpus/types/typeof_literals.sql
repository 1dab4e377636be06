-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["varchar", "varchar", "varchar", "varchar", "varchar", "varchar"]
-- row: ["integer", "decimal(2,1)", "double", "varchar(3)", "boolean", "date"]
SELECT typeof(1), typeof(1.5), typeof(1.5e0), typeof('abc'), typeof(true), typeof(date '2026-11-01')
