-- columns: ["n"]
-- types: ["integer"]
-- row: [null]
-- row: ["1"]
-- row: ["2"]
SELECT n FROM (VALUES 2, NULL, 1) AS t (n) ORDER BY n NULLS FIRST
