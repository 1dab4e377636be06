-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "true"]
SELECT rand() < 1, random(5) < 5
