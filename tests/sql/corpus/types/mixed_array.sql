-- error: TYPE_MISMATCH
-- message: line 1:17: All ARRAY elements must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]
SELECT ARRAY[1, 'a']
