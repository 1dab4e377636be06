-- error: TYPE_MISMATCH
-- message: line 1:35: All CASE results must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]
SELECT CASE WHEN true THEN 1 ELSE 'a' END
