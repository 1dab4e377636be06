-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["2026-W01", "2026-W44"]
SELECT date_format(timestamp '2025-12-31 00:00:00', '%x-W%v'), date_format(timestamp '2026-11-01 00:00:00', '%x-W%v')
