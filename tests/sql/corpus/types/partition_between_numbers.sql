-- error: TYPE_MISMATCH
-- message: line 1:41: Cannot check if varchar is BETWEEN integer and integer
SELECT count(*) FROM events WHERE month BETWEEN 1 AND 3
