-- columns: ["n", "_col1", "_col2"]
-- types: ["integer", "bigint", "bigint"]
-- row: ["1", "1", "2"]
-- row: ["2", "2", "1"]
-- row: [null, "3", "3"]
SELECT n, row_number() OVER (ORDER BY n), row_number() OVER (ORDER BY n DESC) FROM (VALUES 2, NULL, 1) AS t (n) ORDER BY n
