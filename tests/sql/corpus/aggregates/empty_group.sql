-- columns: ["event_type", "_col1"]
-- types: ["varchar", "bigint"]
SELECT event_type, count(*) FROM events WHERE year = '1999' GROUP BY event_type
