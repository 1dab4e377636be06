-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["9", "9"]
SELECT count(DISTINCT date(event_time)), count(DISTINCT year || month || day) FROM events
