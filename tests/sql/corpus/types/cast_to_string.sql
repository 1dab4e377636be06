-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: string
SELECT cast(1 AS string)
