-- columns: ["_col0"]
-- types: ["timestamp with time zone"]
-- row: ["2025-11-26 00:00:00.123 UTC"]
SELECT from_unixtime_nanos(1764115200123456789)
