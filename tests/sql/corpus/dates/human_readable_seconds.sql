-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "INTERVAL DAY TO SECOND", "bigint"]
-- row: ["1 minute, 36 seconds", "0 00:02:30.000", "60000"]
SELECT human_readable_seconds(96), parse_duration('2.5m'), to_milliseconds(interval '1' minute)
