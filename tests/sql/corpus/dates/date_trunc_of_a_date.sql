-- columns: ["_col0", "_col1"]
-- types: ["date", "date"]
-- row: ["2026-11-01", "2026-10-26"]
SELECT date_trunc('month', date '2026-11-15'), date_trunc('week', date '2026-11-01')
