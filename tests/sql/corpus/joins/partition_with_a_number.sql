-- error: TYPE_MISMATCH
-- message: line 1:72: Cannot apply operator: varchar = integer
SELECT count(*) FROM events AS e JOIN (VALUES 2026) AS v (y) ON e.year = v.y
