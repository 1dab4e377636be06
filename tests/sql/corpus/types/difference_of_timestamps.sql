-- columns: ["_col0"]
-- types: ["INTERVAL DAY TO SECOND"]
-- row: ["2 12:00:00.000"]
SELECT timestamp '2026-11-03 12:00:00' - timestamp '2026-11-01 00:00:00'
