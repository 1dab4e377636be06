-- error: DIVISION_BY_ZERO
-- message: Division by zero
SELECT 10 / quantity FROM events WHERE event_id = 'e24'
