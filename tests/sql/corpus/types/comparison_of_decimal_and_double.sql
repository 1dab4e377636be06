-- columns: ["_col0", "_col1", "_col2"]
-- types: ["boolean", "boolean", "boolean"]
-- row: ["true", "true", "false"]
SELECT 0.1 = 0.1e0, 0.1 + 0.2 = 0.3, 0.1e0 + 0.2e0 = 0.3e0
