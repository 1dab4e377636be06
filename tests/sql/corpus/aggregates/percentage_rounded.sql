-- columns: ["percent"]
-- types: ["decimal(24, 1)"]
-- row: ["86.7"]
SELECT round(100.0 * count(user_id) / count(*), 1) AS percent FROM events
