-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"city\":\"Köln\",\"geo\":{\"lat\":50.9375,\"lon\":6.9603}}"]
SELECT cast(address AS json) FROM orders WHERE order_id = 'o-1'
