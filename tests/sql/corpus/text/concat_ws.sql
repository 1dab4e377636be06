-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["a-b", "x-y"]
SELECT concat_ws('-', 'a', NULL, 'b'), concat_ws('-', ARRAY['x', NULL, 'y'])
