-- columns: ["day", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["01", "5"]
-- row: ["02", "6"]
-- row: ["27", "3"]
-- row: ["28", "3"]
SELECT day, count(*) FROM events WHERE year = '2026' AND month = '11' GROUP BY day ORDER BY day
