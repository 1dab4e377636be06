-- error: EXPRESSION_NOT_SCALAR
-- message: line 1:46: WHERE clause cannot contain aggregations, window functions or grouping operations: [count(*)]
SELECT event_type FROM events WHERE count(*) > 1 GROUP BY event_type
