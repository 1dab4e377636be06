-- columns: ["event_type", "n"]
-- types: ["varchar", "bigint"]
-- row: ["page_view", "7"]
-- row: ["purchase", "7"]
SELECT
    event_type,
    count(*) AS n
FROM events
WHERE year = '2026'
GROUP BY event_type
HAVING count(*) > 6
ORDER BY event_type
