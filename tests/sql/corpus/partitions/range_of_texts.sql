-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["18"]
SELECT count(*) FROM events WHERE month BETWEEN '10' AND '11'
