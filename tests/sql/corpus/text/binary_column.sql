-- columns: ["_col0", "_col1"]
-- types: ["varbinary", "varbinary"]
-- row: ["00 ff 10", "61"]
SELECT from_hex('00ff10'), cast('a' AS varbinary)
