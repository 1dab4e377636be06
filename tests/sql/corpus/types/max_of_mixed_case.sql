-- error: TYPE_MISMATCH
-- message: line 1:53: All CASE results must be the same type or coercible to a common type. Cannot find common type between double and varchar(4), all types (without duplicates): [double, varchar(4)]
SELECT max(CASE WHEN quantity > 1 THEN revenue ELSE 'none' END) FROM events
