-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["false", "true"]
SELECT 'a' = 'a ', cast('a' AS char(2)) = 'a '
