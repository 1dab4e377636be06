-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["November", "00 10"]
SELECT date_format(timestamp '2026-11-01 10:05:00', '%M'), date_format(timestamp '2026-11-01 10:05:00', '%S %I')
