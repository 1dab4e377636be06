-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: float
SELECT cast('1.5' AS float)
