-- columns: ["x", "y"]
-- types: ["integer", "integer"]
-- row: ["1", "2"]
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a CROSS JOIN b
