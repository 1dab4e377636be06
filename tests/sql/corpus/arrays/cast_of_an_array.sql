-- columns: ["_col0"]
-- types: ["array(bigint)"]
-- row: ["[1, 2]"]
SELECT cast(ARRAY['1', '2'] AS array(bigint))
