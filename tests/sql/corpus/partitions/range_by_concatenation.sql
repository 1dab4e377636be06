-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["6"]
SELECT count(*) FROM events WHERE year || '-' || month || '-' || day BETWEEN '2026-10-31' AND '2026-11-01'
