-- columns: ["_col0"]
-- types: ["timestamp(3)"]
-- row: [null]
SELECT try(date_parse('soon', '%Y-%m-%d'))
