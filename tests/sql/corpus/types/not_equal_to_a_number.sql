-- error: TYPE_MISMATCH
-- message: line 1:41: Cannot apply operator: varchar = integer
SELECT count(*) FROM events WHERE month <> 11
