-- columns: ["One Two"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1 AS "One Two"
