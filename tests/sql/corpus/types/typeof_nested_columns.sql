-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["decimal(12,2)", "map(varchar, bigint)", "row(city varchar, geo row(lat double, lon double))"]
SELECT DISTINCT typeof(total), typeof(points), typeof(address) FROM orders
