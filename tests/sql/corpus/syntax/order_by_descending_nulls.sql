-- columns: ["n"]
-- types: ["integer"]
-- row: ["2"]
-- row: ["1"]
-- row: [null]
SELECT n FROM (VALUES 2, NULL, 1) AS t (n) ORDER BY n DESC
