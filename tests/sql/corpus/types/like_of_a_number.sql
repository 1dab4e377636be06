-- error: TYPE_MISMATCH
-- message: line 1:35: Left side of LIKE expression must evaluate to a varchar (actual: bigint)
SELECT count(*) FROM events WHERE quantity LIKE '1%'
