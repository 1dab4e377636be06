-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(1, 0)", "decimal(1, 0)", "double"]
-- row: ["1", "-1", "-1.0"]
SELECT truncate(1.9), truncate(-1.9), truncate(-1.9e0)
