-- columns: ["_col0"]
-- types: ["double"]
-- row: ["1.7934912E9"]
SELECT to_unixtime(date '2026-11-01')
