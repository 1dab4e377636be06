-- error: TYPE_MISMATCH
-- message: line 1:42: Cannot apply operator: varchar <= date
SELECT count(*) FROM orders WHERE p_date >= date '2026-11-01'
