-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["2024", "2"]
SELECT year(delivered_on), month(delivered_on) FROM orders WHERE order_id = 'o-5'
