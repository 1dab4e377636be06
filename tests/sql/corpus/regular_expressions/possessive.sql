-- columns: ["_col0"]
-- types: ["varchar(3)"]
-- row: ["aaa"]
SELECT regexp_extract('aaa', 'a++')
