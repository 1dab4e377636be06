-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["json", "json", "json", "json"]
-- row: ["\"a\"", "1", "[1,2]", "{\"k\":1.5}"]
SELECT cast('a' AS json), cast(1 AS json), cast(ARRAY[1, 2] AS json), cast(MAP(ARRAY['k'], ARRAY[1.5]) AS json)
