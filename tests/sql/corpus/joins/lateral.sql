-- columns: ["n", "m"]
-- types: ["integer", "integer"]
-- row: ["1", "10"]
-- row: ["2", "20"]
SELECT n, m FROM (VALUES 1, 2) AS t (n) CROSS JOIN LATERAL (SELECT n * 10 AS m) ORDER BY n
