-- columns: ["_col0"]
-- types: ["array(varchar(2))"]
-- row: ["[ab, ab]"]
SELECT repeat('ab', 2)
