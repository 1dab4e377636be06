-- columns: ["visits"]
-- types: ["map(varchar, array(row(page varchar, at timestamp)))"]
-- row: ["{s-1=[{page=/, at=2026-01-01 00:00:00.000}, {page=/cart, at=2026-01-01 00:02:00.000}]}"]
SELECT visits FROM orders WHERE order_id = 'o-1'
