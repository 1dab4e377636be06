-- columns: ["_col0", "_col1"]
-- types: ["json", "json"]
-- row: ["null", null]
SELECT json_extract('{"a": null}', '$.a'), json_extract('{"a": null}', '$.b')
