-- error: TYPE_MISMATCH
-- message: line 1:40: Value expression and result of subquery must be of the same type: row(bigint) vs row(order_id varchar)
SELECT count(*) FROM events WHERE hour IN (SELECT order_id FROM orders)
