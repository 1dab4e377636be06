-- error: TYPE_MISMATCH
-- message: line 1:1: Type map(varchar, bigint) is not orderable, and therefore cannot be used in ORDER BY: points
SELECT points FROM orders ORDER BY points
