-- columns: ["_col0", "_col1", "two", "_col3"]
-- types: ["bigint", "bigint", "integer", "varchar(1)"]
-- row: ["27", "3", "2", "A"]
SELECT count(*), max(quantity), 1 + 1 AS two, upper('a') FROM events WHERE year = '2026'
