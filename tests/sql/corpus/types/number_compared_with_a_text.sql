-- error: TYPE_MISMATCH
-- message: line 1:40: Cannot apply operator: bigint = varchar(2)
SELECT count(*) FROM events WHERE hour = '23'
