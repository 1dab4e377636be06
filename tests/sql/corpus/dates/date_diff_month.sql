-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["1", "2", "1", "0"]
SELECT date_diff('month', date '2026-01-31', date '2026-02-28'), date_diff('month', date '2026-01-15', date '2026-03-15'), date_diff('quarter', date '2026-01-31', date '2026-05-01'), date_diff('year', date '2025-12-31', date '2026-01-01')
