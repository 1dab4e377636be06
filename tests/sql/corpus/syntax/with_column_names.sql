-- columns: ["y"]
-- types: ["integer"]
-- row: ["2"]
WITH a (x, y) AS (SELECT 1, 2) SELECT y FROM a
