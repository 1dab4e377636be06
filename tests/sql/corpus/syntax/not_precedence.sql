-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT NOT true = false
