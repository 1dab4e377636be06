-- error: TYPE_MISMATCH
-- message: line 1:60: Cannot apply operator: varchar = timestamp(3)
SELECT count(*) FROM events AS e JOIN orders AS o ON e.day = o.ordered_at
