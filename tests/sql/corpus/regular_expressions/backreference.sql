-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT regexp_like('abab', '(ab)\1')
