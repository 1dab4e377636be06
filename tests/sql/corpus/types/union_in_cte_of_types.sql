-- error: TYPE_MISMATCH
-- message: line 1:45: column 1 in UNION query has incompatible types: varchar, bigint
WITH a AS (SELECT event_id AS x FROM events UNION SELECT quantity FROM events) SELECT count(*) FROM a
