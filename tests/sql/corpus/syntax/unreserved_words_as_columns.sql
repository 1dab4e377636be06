-- columns: ["date", "day", "value", "timestamp", "type"]
-- types: ["integer", "integer", "integer", "integer", "integer"]
-- row: ["1", "2", "3", "4", "5"]
SELECT 1 AS date, 2 AS day, 3 AS value, 4 AS timestamp, 5 AS type
