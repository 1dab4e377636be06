-- columns: ["_col0"]
-- types: ["json"]
-- row: [null]
SELECT try(json_parse('not json'))
