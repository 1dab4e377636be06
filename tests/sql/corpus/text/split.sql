-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(varchar(6))", "array(varchar(5))", "array(varchar(0))"]
-- row: ["[a, b, , c]", "[a, b,c]", "[]"]
SELECT split('a,b,,c', ','), split('a,b,c', ',', 2), split('', ',')
