-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["2"]
-- the first line is a comment
SELECT 1 /* in a block */ + 1 -- at the end
