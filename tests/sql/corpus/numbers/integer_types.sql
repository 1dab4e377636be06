-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["bigint", "integer", "bigint"]
SELECT typeof(quantity * 2), typeof(1 + 1), typeof(count(*) / 2) FROM events WHERE event_id = 'e08' GROUP BY quantity
