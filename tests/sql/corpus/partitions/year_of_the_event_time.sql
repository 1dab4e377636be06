-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["27"]
SELECT count(*) FROM events WHERE year(event_time) = 2026
