-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026-11-28"]
SELECT max(p_date) FROM orders
