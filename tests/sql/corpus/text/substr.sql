-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["varchar(6)", "varchar(6)", "varchar(6)", "varchar(6)", "varchar(6)", "varchar(6)"]
-- row: ["bcdef", "bcd", "ef", "de", "bc", "cdef"]
SELECT substr('abcdef', 2), substr('abcdef', 2, 3), substr('abcdef', -2), substr('abcdef', -3, 2), substring('abcdef' FROM 2 FOR 2), substring('abcdef', 3)
