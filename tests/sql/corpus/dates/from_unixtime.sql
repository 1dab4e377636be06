-- columns: ["_col0", "_col1"]
-- types: ["timestamp with time zone", "timestamp with time zone"]
-- row: ["2025-11-26 00:00:00.000 UTC", "2025-11-26 00:00:00.500 UTC"]
SELECT from_unixtime(1764115200), from_unixtime(1764115200.5e0)
