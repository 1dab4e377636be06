-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["8"]
SELECT count(*) FROM events WHERE (year = '2026' AND month = '01') OR (year = '2025' AND month = '12')
