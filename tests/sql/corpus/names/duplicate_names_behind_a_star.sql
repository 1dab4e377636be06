-- columns: ["n", "n"]
-- types: ["integer", "integer"]
-- row: ["1", "2"]
SELECT * FROM (SELECT 1 AS n, 2 AS n)
