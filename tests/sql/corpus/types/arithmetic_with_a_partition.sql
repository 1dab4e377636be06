-- error: TYPE_MISMATCH
-- message: line 1:13: Cannot apply operator: varchar + integer
SELECT year + 1 FROM events
