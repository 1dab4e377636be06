-- columns: ["_col0"]
-- types: ["array(varchar(4))"]
-- row: ["[a, b, ]"]
SELECT regexp_split('a,b,', ',')
