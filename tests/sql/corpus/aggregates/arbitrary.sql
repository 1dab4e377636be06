-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026"]
SELECT arbitrary(year) FROM events WHERE year = '2026'
