-- columns: ["_col0", "_col1"]
-- types: ["date", "timestamp"]
-- row: ["2026-11-02", "2025-11-01 00:00:00.000"]
SELECT greatest(date '2026-11-01', date '2026-11-02'), least(timestamp '2026-11-01 00:00:00', timestamp '2025-11-01 00:00:00')
