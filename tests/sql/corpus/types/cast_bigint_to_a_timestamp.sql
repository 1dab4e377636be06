-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot cast integer to timestamp(3)
SELECT cast(1764115200 AS timestamp)
