-- columns: ["_col0"]
-- types: ["array(array(varchar(1)))"]
-- row: ["[[a, b], [b, c]]"]
SELECT ngrams(ARRAY['a', 'b', 'c'], 2)
