-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["1", "0", null]
SELECT array_position(ARRAY['a', 'b', 'a'], 'a'), array_position(ARRAY['a'], 'z'), array_position(ARRAY['a'], NULL)
