-- columns: ["_col0"]
-- types: ["json"]
-- row: [null]
SELECT json_extract('not json', '$.a')
