-- columns: ["n"]
-- types: ["integer"]
-- row: ["1"]
-- row: ["2"]
-- row: [null]
SELECT n FROM (VALUES 2, NULL, 1) AS t (n) ORDER BY n
