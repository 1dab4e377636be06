-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["3"]
SELECT count(*) FROM events WHERE year IN ('2025', '2027')
