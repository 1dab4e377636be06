-- columns: ["rows"]
-- types: ["bigint"]
-- row: [null]
DELETE FROM events WHERE year = '2025'
