-- columns: ["began", "ended"]
-- types: ["integer", "integer"]
-- row: ["1", "3"]
SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'b')) AS t (n, v) MATCH_RECOGNIZE (ORDER BY n MEASURES first(a.n) AS began, last(b.n) AS ended PATTERN (a b+) DEFINE a AS v = 'a', b AS v = 'b')
