-- parameter: 1
-- columns: ["_col0", "_col1"]
-- types: ["varchar(4)", "integer"]
-- row: ["why?", "1"]
SELECT 'why?', ?
