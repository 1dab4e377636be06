-- columns: ["delivered_on"]
-- types: ["date"]
-- row: ["2026-01-05"]
-- row: [null]
-- row: ["2026-11-04"]
-- row: [null]
-- row: ["2024-02-29"]
-- row: [null]
SELECT delivered_on FROM orders ORDER BY order_id
