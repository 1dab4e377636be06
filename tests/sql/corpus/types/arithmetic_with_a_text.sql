-- error: TYPE_MISMATCH
-- message: line 1:10: Cannot apply operator: integer + varchar(1)
SELECT 1 + '1'
