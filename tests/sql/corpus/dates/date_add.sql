-- columns: ["_col0", "_col1", "_col2"]
-- types: ["date", "date", "timestamp"]
-- row: ["2026-11-01", "2026-02-28", "2026-10-31 23:00:00.000"]
SELECT date_add('day', 1, date '2026-10-31'), date_add('month', 1, date '2026-01-31'), date_add('hour', -1, timestamp '2026-11-01 00:00:00')
