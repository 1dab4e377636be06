-- columns: ["_col0", "_col1"]
-- types: ["double", "double"]
-- row: ["0.30000000000000004", "0.3333333333333333"]
SELECT 0.1e0 + 0.2e0, 1e0 / 3
