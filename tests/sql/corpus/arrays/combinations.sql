-- columns: ["_col0"]
-- types: ["array(array(varchar(1)))"]
-- row: ["[[a, b], [a, c], [b, c]]"]
SELECT combinations(ARRAY['a', 'b', 'c'], 2)
