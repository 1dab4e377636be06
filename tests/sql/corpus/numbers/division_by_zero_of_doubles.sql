-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "double"]
-- row: ["Infinity", "-Infinity", "NaN"]
SELECT 1e0 / 0, -1e0 / 0, 0e0 / 0
