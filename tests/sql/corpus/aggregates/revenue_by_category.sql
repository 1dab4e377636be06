-- columns: ["product_category", "pieces", "revenue"]
-- types: ["varchar", "bigint", "double"]
-- row: ["outdoor", "2", "338.0"]
-- row: ["shoes", null, "119.95"]
-- row: ["kitchen", "4", "119.78"]
-- row: ["home", "3", "73.5"]
-- row: ["office", "0", "0.0"]
SELECT product_category, sum(quantity) AS pieces, round(sum(revenue), 2) AS revenue FROM events WHERE event_type = 'purchase' GROUP BY product_category ORDER BY revenue DESC
