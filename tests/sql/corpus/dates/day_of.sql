-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["bigint", "bigint", "bigint", "bigint", "bigint"]
-- row: ["7", "7", "305", "305", "1"]
-- row: ["1", "1", "306", "306", "2"]
SELECT day_of_week(d), dow(d), day_of_year(d), doy(d), day_of_month(d) FROM (VALUES date '2026-11-01', date '2026-11-02') AS t (d) ORDER BY d
