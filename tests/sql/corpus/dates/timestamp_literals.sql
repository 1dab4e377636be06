-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["timestamp", "timestamp", "timestamp", "timestamp"]
-- row: ["2026-11-01 00:00:00.000", "2026-11-01 10:00:00.000", "2026-11-01 10:00:00.500", "2026-11-01 10:00:00.123"]
SELECT timestamp '2026-11-01', timestamp '2026-11-01 10:00', timestamp '2026-11-01 10:00:00.5', timestamp '2026-11-01 10:00:00.123456'
