-- columns: ["reason", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["invalid_json", "2"]
-- row: ["invalid_time", "1"]
-- row: ["missing_field", "1"]
-- row: ["not_an_object", "3"]
SELECT reason, sum(records) FROM quarantine GROUP BY reason ORDER BY reason
