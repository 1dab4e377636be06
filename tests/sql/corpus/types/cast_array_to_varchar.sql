-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot cast array(integer) to varchar
SELECT cast(ARRAY[1, 2] AS varchar)
