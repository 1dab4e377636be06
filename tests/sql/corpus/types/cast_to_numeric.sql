-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: numeric(10, 1)
SELECT cast('1.55' AS numeric(10, 1))
