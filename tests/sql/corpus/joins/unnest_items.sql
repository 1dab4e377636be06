-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:57: Column alias list has 1 entries but 't' has 9 columns available
SELECT order_id, i.sku, i.pieces FROM orders CROSS JOIN UNNEST(items) AS t (i) ORDER BY 1, 2
