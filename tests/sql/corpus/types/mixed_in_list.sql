-- error: TYPE_MISMATCH
-- message: line 1:17: IN value and list items must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]
SELECT 1 IN (1, 'a')
