-- columns: ["a", "b"]
-- types: ["integer", "integer"]
-- row: ["1", null]
-- row: ["2", "2"]
-- row: [null, "3"]
SELECT a, b FROM (VALUES 1, 2) AS x (a) FULL OUTER JOIN (VALUES 2, 3) AS y (b) ON a = b ORDER BY a, b
