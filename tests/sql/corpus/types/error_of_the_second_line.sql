-- error: TYPE_MISMATCH
-- message: line 3:12: Cannot apply operator: varchar = integer
SELECT event_id
FROM events
WHERE year = 2026
  AND month = '11'
