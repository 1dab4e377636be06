-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["0", "1"]
SELECT date_diff('day', timestamp '2026-11-01 23:00:00', timestamp '2026-11-02 01:00:00'), date_diff('day', timestamp '2026-11-01 01:00:00', timestamp '2026-11-02 01:00:00')
