-- error: EXPRESSION_NOT_AGGREGATE
-- message: line 1:8: 'date(event_time)' must be an aggregate expression or appear in GROUP BY clause
SELECT date(event_time) AS day, count(*) FROM events WHERE month = '11' GROUP BY day ORDER BY day
