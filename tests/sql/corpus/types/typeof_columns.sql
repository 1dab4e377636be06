-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["varchar", "varchar", "varchar", "varchar", "varchar"]
-- row: ["varchar", "timestamp(3)", "bigint", "double", "varchar"]
SELECT DISTINCT typeof(event_id), typeof(event_time), typeof(quantity), typeof(product_price), typeof(year) FROM events
