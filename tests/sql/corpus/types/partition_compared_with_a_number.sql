-- error: TYPE_MISMATCH
-- message: line 1:40: Cannot apply operator: varchar = integer
SELECT count(*) FROM events WHERE year = 2026
