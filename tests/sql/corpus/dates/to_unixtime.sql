-- columns: ["_col0", "_col1"]
-- types: ["double", "bigint"]
-- row: ["1.793533512345E9", "1793533512"]
SELECT to_unixtime(event_time), cast(to_unixtime(event_time) AS bigint) FROM events WHERE event_id = 'e18'
