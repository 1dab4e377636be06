-- columns: ["_col0"]
-- types: ["bigint"]
-- row: [null]
SELECT try_cast(' 12 ' AS bigint)
