-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["365", "2026"]
SELECT extract(doy FROM date '2026-12-31'), extract(yow FROM date '2025-12-31')
