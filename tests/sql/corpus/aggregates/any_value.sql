-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026"]
SELECT any_value(year) FROM events WHERE year = '2026'
