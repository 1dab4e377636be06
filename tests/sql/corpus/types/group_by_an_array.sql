-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["1", "2"]
-- row: ["2", "1"]
SELECT cardinality(a), count(*) FROM (VALUES ARRAY[1], ARRAY[1], ARRAY[1, 2]) AS t (a) GROUP BY a ORDER BY 1
