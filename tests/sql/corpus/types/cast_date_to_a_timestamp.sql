-- columns: ["_col0"]
-- types: ["timestamp"]
-- row: ["2026-11-01 00:00:00.000"]
SELECT cast(date '2026-11-01' AS timestamp)
