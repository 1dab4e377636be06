-- columns: ["event_type"]
-- types: ["varchar"]
-- row: ["edge"]
-- row: ["purchase"]
SELECT event_type FROM events GROUP BY event_type HAVING max(quantity) > 2 ORDER BY 1
