-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "timestamp"]
-- row: ["2026-11-01 10:00:00.000", "2026-11-01 08:00:00.000"]
SELECT cast(from_iso8601_timestamp('2026-11-01T10:00:00+02:00') AS timestamp), cast(from_iso8601_timestamp('2026-11-01T10:00:00+02:00') AT TIME ZONE 'UTC' AS timestamp)
