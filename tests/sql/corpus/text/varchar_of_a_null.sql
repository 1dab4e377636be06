-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: [null, "-"]
SELECT cast(NULL AS varchar), coalesce(cast(NULL AS varchar), '-')
