-- columns: ["EventCount"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1 AS EventCount
