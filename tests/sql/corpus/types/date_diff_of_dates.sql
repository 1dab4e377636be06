-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["2"]
SELECT date_diff('day', date '2026-11-01', date '2026-11-03')
