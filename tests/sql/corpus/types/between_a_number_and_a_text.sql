-- error: TYPE_MISMATCH
-- message: line 1:44: Cannot check if bigint is BETWEEN integer and varchar(1)
SELECT count(*) FROM events WHERE quantity BETWEEN 1 AND '2'
