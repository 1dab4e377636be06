-- columns: ["month", "searches", "purchases"]
-- types: ["varchar", "bigint", "bigint"]
-- row: ["01", "1", "1"]
-- row: ["02", "0", "1"]
-- row: ["03", "0", "0"]
-- row: ["10", "0", "0"]
-- row: ["11", "3", "5"]
SELECT month, count(CASE WHEN event_type = 'search' THEN 1 END) AS searches, count(CASE WHEN event_type = 'purchase' THEN 1 END) AS purchases FROM events WHERE year = '2026' GROUP BY month ORDER BY month
