-- error: TYPE_MISMATCH
-- message: line 1:48: Cannot apply operator: varchar = integer
EXPLAIN SELECT count(*) FROM events WHERE year = 2026
