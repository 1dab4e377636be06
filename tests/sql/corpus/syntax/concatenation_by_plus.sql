-- error: TYPE_MISMATCH
-- message: line 1:12: Cannot apply operator: varchar(1) + varchar(1)
SELECT 'a' + 'b'
