-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026-11"]
SELECT format_datetime(date '2026-11-01', 'yyyy-MM')
