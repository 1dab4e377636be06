-- columns: ["_col0", "_col1"]
-- types: ["varchar(1)", "bigint"]
-- row: ["A", "30"]
SELECT UPPER('a'), Count(*) FROM events
