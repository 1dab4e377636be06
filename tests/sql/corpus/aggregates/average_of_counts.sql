-- columns: ["_col0"]
-- types: ["double"]
-- row: ["3.0"]
SELECT avg(n) FROM (SELECT session_id, count(*) AS n FROM events WHERE session_id IS NOT NULL GROUP BY session_id)
