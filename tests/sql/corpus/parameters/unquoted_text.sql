-- parameter: purchase
-- error: EXPRESSION_NOT_CONSTANT
-- message: line 1:24: Constant expression cannot contain column references
SELECT count(*) FROM events WHERE event_type = ?
