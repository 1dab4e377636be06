-- error: EXPRESSION_NOT_AGGREGATE
-- message: line 1:8: 'event_type' must be an aggregate expression or appear in GROUP BY clause
SELECT event_type, count(*) FROM events
