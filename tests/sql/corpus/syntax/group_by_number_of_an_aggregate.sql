-- error: EXPRESSION_NOT_SCALAR
-- message: line 1:14: GROUP BY clause cannot contain aggregations, window functions or grouping operations: [count(*)]
SELECT year, count(*) FROM events GROUP BY 1, 2
