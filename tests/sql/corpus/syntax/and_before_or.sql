-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT true OR true AND false
