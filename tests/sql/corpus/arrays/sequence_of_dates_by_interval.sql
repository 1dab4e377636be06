-- columns: ["_col0"]
-- types: ["array(date)"]
-- row: ["[2026-11-01, 2026-12-01]"]
SELECT sequence(date '2026-11-01', date '2026-12-01', interval '1' month)
