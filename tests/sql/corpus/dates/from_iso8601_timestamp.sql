-- columns: ["_col0", "_col1", "_col2"]
-- types: ["timestamp with time zone", "timestamp with time zone", "timestamp with time zone"]
-- row: ["2026-11-01 10:00:00.000 UTC", "2026-11-01 10:00:00.000 +02:00", "2026-11-01 00:00:00.000 UTC"]
SELECT from_iso8601_timestamp('2026-11-01T10:00:00Z'), from_iso8601_timestamp('2026-11-01T10:00:00+02:00'), from_iso8601_timestamp('2026-11-01')
