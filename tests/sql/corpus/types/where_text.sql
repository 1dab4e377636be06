-- error: TYPE_MISMATCH
-- message: line 1:35: WHERE clause must evaluate to a boolean: actual type varchar(4)
SELECT count(*) FROM events WHERE 'true'
