-- columns: ["purchases"]
-- types: ["bigint"]
-- row: ["7"]
SELECT sum(CASE WHEN event_type = 'purchase' THEN 1 ELSE 0 END) AS purchases FROM events
