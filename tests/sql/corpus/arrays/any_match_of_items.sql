-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-1"]
-- row: ["o-3"]
SELECT order_id FROM orders WHERE any_match(items, i -> i.gift) ORDER BY order_id
