-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["integer", "integer", "integer", "decimal(2, 1)", "decimal(2, 1)"]
-- row: ["1", "1", "-1", "1.5", "2.0"]
SELECT mod(7, 3), 7 % 3, mod(-7, 3), 7.5 % 2, mod(7, 2.5)
