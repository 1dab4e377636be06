-- columns: ["_col0"]
-- types: ["decimal(23, 1)"]
-- row: ["86.7"]
SELECT 100.0 * count(user_id) / count(*) FROM events
