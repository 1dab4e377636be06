-- columns: ["_col0", "_col1", "day_of_week"]
-- types: ["varchar", "bigint", "varchar"]
-- row: ["Sunday", "7", "Sunday"]
SELECT date_format(event_time, '%W'), day_of_week(event_time), day_of_week FROM events WHERE event_id = 'e16'
