-- parameter: 7
-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-01"]
SELECT date_add('day', -?, date '2026-11-08')
