-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["1.50", "1.3"]
SELECT format('%s', 1.50), format('%.1f', 1.25)
