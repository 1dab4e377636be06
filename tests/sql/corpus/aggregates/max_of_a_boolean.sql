-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "false"]
SELECT max(is_paid), min(is_paid) FROM orders
