-- columns: ["_col0", "_col1"]
-- types: ["varbinary", "varchar"]
-- row: ["4b c3 b6 6c 6e", "Köln"]
SELECT to_utf8('Köln'), from_utf8(to_utf8('Köln'))
