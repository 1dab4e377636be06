-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["11"]
SELECT sum(quantity) FROM events WHERE year = '2026'
