-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-01"]
SELECT cast(substr('2026-11-01T10:00:00Z', 1, 10) AS date)
