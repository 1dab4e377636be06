-- error: EXPRESSION_NOT_AGGREGATE
-- message: line 1:70: 'user_id' must be an aggregate expression or appear in GROUP BY clause
SELECT event_type, count(*) FROM events GROUP BY event_type ORDER BY user_id
