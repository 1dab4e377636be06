-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["8"]
SELECT count(*) FROM events AS e JOIN orders AS o ON e.quantity = o.quantity WHERE e.year = '2026'
