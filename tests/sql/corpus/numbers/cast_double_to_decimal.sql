-- columns: ["_col0", "_col1"]
-- types: ["decimal(10, 2)", "decimal(10, 2)"]
-- row: ["19.99", "39.98"]
SELECT cast(19.99e0 AS decimal(10, 2)), cast(revenue AS decimal(10, 2)) FROM events WHERE event_id = 'e29'
