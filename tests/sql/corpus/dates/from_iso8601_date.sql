-- columns: ["_col0", "_col1"]
-- types: ["date", "date"]
-- row: ["2026-11-01", "2026-11-01"]
SELECT from_iso8601_date('2026-11-01'), from_iso8601_date('2026-W44-7')
