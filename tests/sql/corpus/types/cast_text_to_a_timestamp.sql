-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "timestamp"]
-- row: ["2026-11-01 10:00:00.000", "2026-11-01 00:00:00.000"]
SELECT cast('2026-11-01 10:00:00' AS timestamp), cast('2026-11-01' AS timestamp)
