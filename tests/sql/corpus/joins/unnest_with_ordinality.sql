-- columns: ["x", "n"]
-- types: ["varchar(1)", "bigint"]
-- row: ["a", "1"]
-- row: ["b", "2"]
SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t (x, n) ORDER BY n
