-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["2", "2", "-1"]
SELECT date_diff('day', date '2026-10-31', date '2026-11-02'), date_diff('week', date '2026-10-31', date '2026-11-14'), date_diff('day', date '2026-11-02', date '2026-11-01')
