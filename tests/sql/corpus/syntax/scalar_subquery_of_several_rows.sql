-- error: SUBQUERY_MULTIPLE_ROWS
-- message: Scalar sub-query has returned multiple rows
SELECT (SELECT event_id FROM events) AS one
