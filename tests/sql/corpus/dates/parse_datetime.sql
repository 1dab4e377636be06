-- columns: ["_col0", "_col1"]
-- types: ["timestamp with time zone", "timestamp with time zone"]
-- row: ["2026-11-01 10:05:00.000 UTC", "2026-11-01 10:05:00.000 +02:00"]
SELECT parse_datetime('2026-11-01 10:05', 'yyyy-MM-dd HH:mm'), parse_datetime('2026-11-01T10:05+02:00', 'yyyy-MM-dd''T''HH:mmZ')
