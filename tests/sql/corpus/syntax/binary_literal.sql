-- columns: ["_col0"]
-- types: ["varbinary"]
-- row: ["41"]
SELECT X'41'
