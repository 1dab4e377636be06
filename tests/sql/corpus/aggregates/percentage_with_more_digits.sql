-- columns: ["percent"]
-- types: ["decimal(25, 3)"]
-- row: ["86.667"]
SELECT 100.000 * count(user_id) / count(*) AS percent FROM events
