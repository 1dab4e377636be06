-- error: TYPE_MISMATCH
-- message: line 1:8: Expression points is not of type ROW
SELECT points.club FROM orders
