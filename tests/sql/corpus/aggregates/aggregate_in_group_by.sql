-- error: EXPRESSION_NOT_SCALAR
-- message: line 1:38: GROUP BY clause cannot contain aggregations, window functions or grouping operations: [count(*)]
SELECT count(*) FROM events GROUP BY count(*)
