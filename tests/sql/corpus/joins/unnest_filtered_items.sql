-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:47: Column alias list has 1 entries but 't' has 9 columns available
SELECT order_id, i.sku FROM orders CROSS JOIN UNNEST(filter(items, x -> x.pieces > 1)) AS t (i) ORDER BY 1, 2
