-- error: TYPE_MISMATCH
-- message: line 1:48: Cannot apply operator: varchar < integer
WITH recent AS (SELECT * FROM events WHERE day > 10) SELECT count(*) FROM recent
