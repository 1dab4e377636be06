-- columns: ["_col0", "_col1", "_col2"]
-- types: ["timestamp with time zone", "timestamp with time zone", "timestamp with time zone"]
-- row: ["2026-11-01 10:00:00.000 Europe/Berlin", "2026-11-01 10:00:00.000 +02:00", "2026-11-01 10:00:00.000 UTC"]
SELECT timestamp '2026-11-01 10:00:00 Europe/Berlin', timestamp '2026-11-01 10:00:00 +02:00', timestamp '2026-11-01 10:00:00 UTC'
