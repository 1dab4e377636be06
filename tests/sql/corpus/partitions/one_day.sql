-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE year = '2026' AND month = '11' AND day = '01'
