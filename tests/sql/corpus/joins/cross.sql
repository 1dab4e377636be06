-- columns: ["a", "b"]
-- types: ["integer", "varchar(1)"]
-- row: ["1", "u"]
-- row: ["1", "v"]
-- row: ["2", "u"]
-- row: ["2", "v"]
SELECT a, b FROM (VALUES 1, 2) AS x (a) CROSS JOIN (VALUES 'u', 'v') AS y (b) ORDER BY a, b
