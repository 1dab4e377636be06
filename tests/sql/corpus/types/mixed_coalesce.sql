-- error: TYPE_MISMATCH
-- message: line 1:27: All COALESCE operands must be the same type or coercible to a common type. Cannot find common type between bigint and varchar(4), all types (without duplicates): [bigint, varchar(4)]
SELECT coalesce(quantity, 'none') FROM events
