-- columns: ["_col0"]
-- types: ["double"]
-- row: ["86.66666666666667"]
SELECT 100e0 * count(user_id) / count(*) FROM events
