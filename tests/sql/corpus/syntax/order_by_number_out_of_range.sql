-- error: INVALID_COLUMN_REFERENCE
-- message: line 1:34: ORDER BY position 2 is not in select list
SELECT year FROM events ORDER BY 2
