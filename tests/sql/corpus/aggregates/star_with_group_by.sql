-- error: EXPRESSION_NOT_AGGREGATE
-- message: Column 'orders.order_id' not in GROUP BY clause
SELECT * FROM orders GROUP BY kind
