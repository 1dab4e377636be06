-- columns: ["_col0", "_col1"]
-- types: ["json", "json"]
-- row: ["\"2026-11-01 10:00:00\"", "\"2026-11-01\""]
SELECT cast(timestamp '2026-11-01 10:00:00' AS json), cast(date '2026-11-01' AS json)
