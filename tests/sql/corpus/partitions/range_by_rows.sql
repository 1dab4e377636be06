-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["12"]
SELECT count(*) FROM events WHERE (year, month, day) >= ('2026', '11', '02')
