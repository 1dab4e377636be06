-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "true"]
SELECT date '2026-11-01' = timestamp '2026-11-01 00:00:00', date '2026-11-01' < timestamp '2026-11-01 00:00:01'
