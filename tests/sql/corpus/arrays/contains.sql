-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["true", null, "true"]
SELECT contains(ARRAY['a', 'b'], 'b'), contains(ARRAY['a', NULL], 'b'), contains(ARRAY['a', NULL], 'a')
