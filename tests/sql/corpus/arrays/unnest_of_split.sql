-- columns: ["part"]
-- types: ["varchar(5)"]
-- row: ["a"]
-- row: ["b"]
-- row: ["c"]
SELECT part FROM UNNEST(split('a/b/c', '/')) AS t (part) ORDER BY part
