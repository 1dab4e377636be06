-- columns: ["_col0"]
-- types: ["array(varchar(4))"]
-- row: ["[a, b, , null]"]
SELECT ARRAY['a, b', '', NULL]
