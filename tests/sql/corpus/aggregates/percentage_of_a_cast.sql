-- columns: ["_col0"]
-- types: ["double"]
-- row: ["0.8666666666666667"]
SELECT cast(count(user_id) AS double) / count(*) FROM events
