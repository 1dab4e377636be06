-- error: TYPE_MISMATCH
-- message: line 1:21: Cannot apply operator: varchar / integer
SELECT product_name / 2 FROM events
