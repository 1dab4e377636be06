-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(4)", "varchar(4)", "varchar(4)"]
-- row: ["aa", "aaa", "a"]
SELECT regexp_extract('aaaa', 'a{2}'), regexp_extract('aaaa', 'a{2,3}'), regexp_extract('aaaa', 'a+?')
