-- error: EXPRESSION_NOT_IN_DISTINCT
-- message: line 1:1: For SELECT DISTINCT, ORDER BY expressions must appear in select list
SELECT DISTINCT event_type FROM events ORDER BY event_time
