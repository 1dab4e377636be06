-- error: INVALID_PARAMETER_USAGE
-- message: line 1:1: Incorrect number of parameters: expected 1 but found 0
SELECT count(*) FROM events WHERE event_type = ?
