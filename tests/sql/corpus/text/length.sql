-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["bigint", "bigint", "bigint", "bigint", "bigint"]
-- row: ["4", "2", "0", "1", null]
SELECT length('Köln'), length('東京'), length(''), length('🎁'), length(NULL)
