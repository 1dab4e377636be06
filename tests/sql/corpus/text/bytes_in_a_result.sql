-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varbinary", "varbinary", "varbinary"]
-- row: ["", "61 62", null]
SELECT to_utf8(''), to_utf8('ab'), cast(NULL AS varbinary)
