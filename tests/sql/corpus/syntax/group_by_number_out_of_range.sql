-- error: INVALID_COLUMN_REFERENCE
-- message: line 1:44: GROUP BY position 3 is not in select list
SELECT year, count(*) FROM events GROUP BY 3
