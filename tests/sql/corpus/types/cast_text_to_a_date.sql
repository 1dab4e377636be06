-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-01"]
SELECT cast('2026-11-01' AS date)
