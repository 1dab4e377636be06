-- columns: ["n"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1 AS n UNION SELECT 1
