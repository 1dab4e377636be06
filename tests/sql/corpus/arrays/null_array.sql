-- columns: ["_col0"]
-- types: ["bigint"]
-- row: [null]
SELECT cardinality(cast(NULL AS array(integer)))
