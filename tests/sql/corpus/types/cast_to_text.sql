-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: text
SELECT cast(1 AS text)
