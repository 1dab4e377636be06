-- columns: ["_col0"]
-- types: ["timestamp"]
-- row: [null]
SELECT try(date_parse('soon', '%Y-%m-%d'))
