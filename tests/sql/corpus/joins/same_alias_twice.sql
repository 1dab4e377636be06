-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["180"]
SELECT count(*) FROM events AS a JOIN orders AS a ON true
