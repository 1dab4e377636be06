-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["varchar(4)", "varchar(4)", "varchar(1)", "varchar(1)"]
-- row: ["KÖLN", "köln", "ß", "i"]
SELECT upper('Köln'), lower('KÖLN'), upper('ß'), lower('İ')
