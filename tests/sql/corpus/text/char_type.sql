-- columns: ["_col0", "_col1", "_col2"]
-- types: ["char(4)", "bigint", "char(5)"]
-- row: ["ab  ", "4", "ab  x"]
SELECT cast('ab' AS char(4)), length(cast('ab' AS char(4))), cast('ab' AS char(4)) || 'x'
