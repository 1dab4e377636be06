-- columns: ["device_type", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["desktop", "9"]
-- row: ["mobile", "12"]
-- row: ["tablet", "5"]
-- row: [null, "4"]
SELECT device_type, count(*) FROM events GROUP BY device_type ORDER BY device_type
