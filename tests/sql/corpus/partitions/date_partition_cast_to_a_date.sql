-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["4"]
SELECT count(*) FROM orders WHERE cast(p_date AS date) >= date '2026-11-01'
