-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["integer", "integer", "integer", "decimal(12, 1)", "double"]
-- row: ["3", "-3", "0", "3.5", "3.5"]
SELECT 7 / 2, -7 / 2, 1 / 3, 7 / 2.0, 7 / 2e0
