-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["1", "1", "2026", "2026"]
-- row: ["1", "1", "2026", "2026"]
-- row: ["53", "53", "2026", "2026"]
SELECT week(d), week_of_year(d), year_of_week(d), yow(d) FROM (VALUES date '2025-12-31', date '2026-01-01', date '2027-01-01') AS t (d) ORDER BY d
