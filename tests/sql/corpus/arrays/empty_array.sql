-- columns: ["_col0", "_col1"]
-- types: ["array(unknown)", "bigint"]
-- row: ["[]", "0"]
SELECT ARRAY[], cardinality(ARRAY[])
