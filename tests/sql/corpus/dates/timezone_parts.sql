-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["5", "30"]
SELECT timezone_hour(timestamp '2026-11-01 10:00:00 +05:30'), timezone_minute(timestamp '2026-11-01 10:00:00 +05:30')
