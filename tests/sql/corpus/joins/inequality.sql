-- columns: ["n", "m"]
-- types: ["integer", "integer"]
-- row: ["1", "2"]
SELECT n, m FROM (VALUES 1, 2) AS t (n) JOIN (VALUES 1, 2) AS u (m) ON n < m
