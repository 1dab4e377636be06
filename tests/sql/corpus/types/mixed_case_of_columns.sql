-- error: TYPE_MISMATCH
-- message: line 1:52: All CASE results must be the same type or coercible to a common type. Cannot find common type between varchar(4) and bigint, all types (without duplicates): [varchar(4), bigint]
SELECT CASE WHEN quantity IS NULL THEN 'none' ELSE quantity END FROM events
