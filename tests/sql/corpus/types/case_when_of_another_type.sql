-- error: TYPE_MISMATCH
-- message: line 1:23: CASE operand type does not match WHEN clause operand type: bigint vs varchar(2)
SELECT CASE hour WHEN '10' THEN 'ten' END FROM events
