-- error: NESTED_WINDOW
-- message: line 1:58: HAVING clause cannot contain window functions or row pattern measures
SELECT event_type FROM events GROUP BY event_type HAVING rank() OVER (ORDER BY count(*)) = 1
