-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["decimal(2, 0)", "decimal(2, 0)", "double", "double", "integer"]
-- row: ["-2", "-1", "2.0", "1.0", "7"]
SELECT floor(-1.5), ceil(-1.5), ceiling(1.2e0), floor(1.7e0), floor(7)
