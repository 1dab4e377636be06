-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["integer", "varchar(1)", "decimal(2, 1)", "double", "boolean", "unknown"]
-- row: ["1", "a", "1.5", "1.5", "true", null]
SELECT 1, 'a', 1.5, 1.5e0, true, NULL
