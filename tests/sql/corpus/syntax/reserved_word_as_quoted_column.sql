-- columns: ["order"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1 AS "order"
