-- columns: ["_col0", "_col1"]
-- types: ["integer", "bigint"]
-- row: [null, "0"]
SELECT try(1 / 0), coalesce(try(10 / quantity), 0) FROM events WHERE event_id = 'e24'
