-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:37: Column alias list has 1 entries but 't' has 9 columns available
SELECT order_id, i.sku FROM orders, UNNEST(items) AS t (i) WHERE order_id = 'o-2' ORDER BY 2
