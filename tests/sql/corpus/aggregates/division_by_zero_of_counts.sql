-- error: DIVISION_BY_ZERO
-- message: Division by zero
SELECT count(*) / count(user_id) FROM events WHERE event_id = 'e17'
