-- columns: ["_col0"]
-- types: ["map(varchar, array(varchar))"]
-- row: ["{colour=[steel, black]}"]
SELECT element_at(items, 1).labels FROM orders WHERE order_id = 'o-1'
