-- error: EXPRESSION_NOT_SCALAR
-- message: line 1:73: WHERE clause cannot contain aggregations, window functions or grouping operations: [row_number() OVER (ORDER BY event_id ASC)]
SELECT event_id FROM events WHERE row_number() OVER (ORDER BY event_id) = 1
