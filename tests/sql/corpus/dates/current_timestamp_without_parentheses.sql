-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM events WHERE event_time < current_timestamp - interval '400' year
