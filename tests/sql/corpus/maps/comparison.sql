-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT MAP(ARRAY['a'], ARRAY[1]) = MAP(ARRAY['a'], ARRAY[1])
