-- error: TYPE_MISMATCH
-- message: line 1:55: Cannot apply operator: bigint = varchar(1)
SELECT * FROM (SELECT event_id FROM events WHERE hour = '1') AS t
