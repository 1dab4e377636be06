-- columns: ["n"]
-- types: ["bigint"]
-- row: ["6"]
SELECT s.n FROM (SELECT count(*) AS n FROM orders) AS s
