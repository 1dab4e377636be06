-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:81: Column alias list has 1 entries but 't' has 9 columns available
SELECT o.order_id, sum(i.price * i.pieces) AS total FROM orders AS o CROSS JOIN UNNEST(o.items) AS t (i) GROUP BY o.order_id ORDER BY o.order_id
