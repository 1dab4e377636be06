-- columns: ["_col0"]
-- types: ["map(bigint, bigint)"]
-- row: ["{1=2}"]
SELECT cast(MAP(ARRAY['1'], ARRAY['2']) AS map(bigint, bigint))
