-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["true", "false", "true"]
SELECT any_match(ARRAY[1, 2], x -> x > 1), all_match(ARRAY[1, 2], x -> x > 1), none_match(ARRAY[1, 2], x -> x > 5)
