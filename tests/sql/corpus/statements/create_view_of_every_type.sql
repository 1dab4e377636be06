-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: ["order_id", "total", "points", "_col3"]
-- types: ["varchar", "decimal(12, 2)", "map(varchar, bigint)", "bigint"]
-- row: ["o-1", "79.80", "{club=79, app=10}", "1"]
-- row: ["o-2", "255.25", "{club=255}", "2"]
-- row: ["o-3", "73.50", "{}", "1"]
-- row: ["o-4", "-3.00", null, "0"]
-- row: ["o-5", "9999999999.99", "{club=null, app=5}", "3"]
-- row: ["o-6", "0.00", null, null]
CREATE VIEW everything AS SELECT * FROM orders;
SELECT order_id, total, points, cardinality(items) FROM everything ORDER BY order_id
