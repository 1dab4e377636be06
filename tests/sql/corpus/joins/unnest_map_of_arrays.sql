-- error: MISMATCHED_COLUMN_ALIASES
-- message: line 1:92: Column alias list has 1 entries but 'u' has 2 columns available
SELECT order_id, s, v.page FROM orders CROSS JOIN UNNEST(visits) AS t (s, list) CROSS JOIN UNNEST(list) AS u (v) ORDER BY 1, 2, 3
