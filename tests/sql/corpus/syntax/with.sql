-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
WITH totals AS (SELECT event_type, count(*) AS n FROM events WHERE year = '2026' GROUP BY event_type) SELECT max(n) FROM totals
