-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "double"]
-- row: [null, "0", null, null]
SELECT sum(quantity), count(quantity), max(quantity), avg(quantity) FROM events WHERE year = '1999'
