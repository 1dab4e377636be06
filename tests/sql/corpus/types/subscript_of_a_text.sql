-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot use integer for subscript of varchar(3)
SELECT 'abc'[1]
