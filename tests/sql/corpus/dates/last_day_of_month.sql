-- columns: ["_col0", "_col1"]
-- types: ["date", "date"]
-- row: ["2026-02-28", "2024-02-29"]
SELECT last_day_of_month(date '2026-02-01'), last_day_of_month(timestamp '2024-02-10 10:00:00')
