-- error: EXPRESSION_NOT_AGGREGATE
-- message: line 1:20: 'user_id' must be an aggregate expression or appear in GROUP BY clause
SELECT event_type, user_id, count(*) FROM events GROUP BY event_type
