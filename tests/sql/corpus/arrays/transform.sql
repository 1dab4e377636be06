-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[k-1, k-1, b-6]"]
SELECT transform(items, i -> i.sku) FROM orders WHERE order_id = 'o-5'
