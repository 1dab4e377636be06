-- columns: ["_col0", "_col1"]
-- types: ["varchar", "double"]
-- row: ["double", "2.5"]
SELECT typeof(1.5 + 1e0), 1.5 + 1e0
