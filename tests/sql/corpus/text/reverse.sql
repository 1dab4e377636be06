-- columns: ["_col0", "_col1"]
-- types: ["varchar(3)", "varchar(4)"]
-- row: ["cba", "nlöK"]
SELECT reverse('abc'), reverse('Köln')
