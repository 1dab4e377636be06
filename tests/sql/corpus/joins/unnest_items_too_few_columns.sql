-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:45: Column alias list has 2 entries but 't' has 9 columns available
SELECT order_id, sku FROM orders CROSS JOIN UNNEST(items) AS t (sku, price)
