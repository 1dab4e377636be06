-- columns: ["_col0"]
-- types: ["varchar(1)"]
-- row: [null]
SELECT CASE 3 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END
