-- columns: ["_col0", "_col1"]
-- types: ["array(varchar)", "array(bigint)"]
-- row: ["[app, club]", "[10, 79]"]
SELECT array_sort(map_keys(points)), array_sort(map_values(points)) FROM orders WHERE order_id = 'o-1'
