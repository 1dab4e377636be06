-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["boolean", "boolean", "boolean", "boolean"]
-- row: ["true", "false", "false", "true"]
SELECT regexp_like('abcd', 'bc'), regexp_like('abcd', '^bc'), regexp_like('abcd', 'ABCD'), regexp_like('abcd', '(?i)ABCD')
