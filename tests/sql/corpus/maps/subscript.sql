-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1"]
SELECT MAP(ARRAY['a'], ARRAY[1])['a']
