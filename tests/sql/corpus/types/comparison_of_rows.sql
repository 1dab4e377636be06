-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "true"]
SELECT (1, 'a') = (1, 'a'), (1, 2) < (1, 3)
