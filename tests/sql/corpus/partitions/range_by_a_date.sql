-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["12"]
SELECT count(*) FROM events WHERE date(year || '-' || month || '-' || day) >= date '2026-11-02'
