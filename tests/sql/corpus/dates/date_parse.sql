-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "timestamp"]
-- row: ["2026-11-01 10:05:00.000", "2026-11-01 00:00:00.000"]
SELECT date_parse('2026-11-01 10:05:00', '%Y-%m-%d %H:%i:%s'), date_parse('01/11/2026', '%d/%m/%Y')
