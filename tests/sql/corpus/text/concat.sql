-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "array(varchar(1))", "array(varchar(1))"]
-- row: ["abc", null, null]
SELECT concat('a', 'b', 'c'), concat('a', NULL), 'a' || NULL
