-- error: TYPE_MISMATCH
-- message: line 1:48: IN value and list items must be the same type or coercible to a common type. Cannot find common type between bigint and varchar(1), all types (without duplicates): [bigint, varchar(1)]
SELECT count(*) FROM events WHERE quantity IN ('1', '2')
