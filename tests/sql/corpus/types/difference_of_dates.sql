-- columns: ["_col0"]
-- types: ["INTERVAL DAY TO SECOND"]
-- row: ["2 00:00:00.000"]
SELECT date '2026-11-03' - date '2026-11-01'
