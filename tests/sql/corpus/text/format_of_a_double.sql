-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["19.99", "1.0E10"]
SELECT format('%s', 19.99e0), format('%s', 1e10)
