-- columns: ["percent"]
-- types: ["decimal(5, 2)"]
-- row: ["86.70"]
SELECT cast(100.0 * count(user_id) / count(*) AS decimal(5, 2)) AS percent FROM events
