-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["boolean", "boolean", "boolean", "boolean", "boolean"]
-- row: ["true", "true", "false", "true", null]
SELECT 'a_b' LIKE 'a__', 'axb' LIKE 'a_b', '100%' LIKE '100\%', '' LIKE '%', NULL LIKE 'a'
