-- columns: ["_col0"]
-- types: ["decimal(21, 1)"]
-- row: ["1.2"]
SELECT 1.0 * sum(quantity) / count(DISTINCT session_id) FROM events WHERE year = '2026'
