-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["10"]
SELECT count(*) FROM events WHERE cast(year AS bigint) >= 2026 AND cast(year || '-' || month || '-' || day AS date) < date '2026-11-01'
