-- columns: ["_col0", "_col1"]
-- types: ["varchar(1)", "integer"]
-- row: ["a", "1"]
SELECT * FROM UNNEST(MAP(ARRAY['a'], ARRAY[1]))
