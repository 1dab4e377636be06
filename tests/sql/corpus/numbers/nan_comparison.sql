-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["false", "false", "false"]
SELECT nan() = nan(), nan() > 1, nan() IS DISTINCT FROM nan()
