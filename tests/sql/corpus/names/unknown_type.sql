-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: whole_number
SELECT cast(1 AS whole_number)
