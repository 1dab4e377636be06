-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026-11-01"]
SELECT cast(date '2026-11-01' AS varchar)
