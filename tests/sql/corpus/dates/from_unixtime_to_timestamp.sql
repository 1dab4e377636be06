-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "date"]
-- row: ["2025-11-26 00:00:00.000", "2025-11-26"]
SELECT cast(from_unixtime(1764115200) AS timestamp), date(from_unixtime(1764115200))
