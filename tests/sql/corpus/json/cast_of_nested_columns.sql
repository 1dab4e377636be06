-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["[{\"sku\":\"t-1\",\"price\":249.00,\"pieces\":1,\"weight\":4.25,\"gift\":false,\"added_at\":null,\"best_before\":null,\"labels\":null,\"note\":null},{\"sku\":\"n-5\",\"price\":6.25,\"pieces\":1,\"weight\":0.2,\"gift\":null,\"added_at\":null,\"best_before\":null,\"labels\":null,\"note\":null}]"]
SELECT json_format(cast(items AS json)) FROM orders WHERE order_id = 'o-2'
