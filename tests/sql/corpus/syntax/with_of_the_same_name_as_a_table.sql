-- columns: ["n"]
-- types: ["integer"]
-- row: ["7"]
WITH orders AS (SELECT 7 AS n) SELECT * FROM orders
