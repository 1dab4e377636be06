-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot negate varchar(1)
SELECT -'1'
