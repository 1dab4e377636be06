-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "bigint"]
-- row: ["a\\nb", "4"]
SELECT 'a\nb', length('a\nb')
