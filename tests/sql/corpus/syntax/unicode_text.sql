-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "varchar(2)"]
-- row: ["Köln", "東京"]
SELECT U&'K\00F6ln', '東京'
