-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT current_user IS NOT NULL
