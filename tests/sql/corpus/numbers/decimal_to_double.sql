-- columns: ["_col0", "_col1"]
-- types: ["double", "double"]
-- row: ["79.8", "79.8"]
SELECT cast(total AS double), total * 1e0 FROM orders WHERE order_id = 'o-1'
