-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "bigint"]
-- row: ["2025-12-01 00:00:00.000", "3"]
-- row: ["2026-01-01 00:00:00.000", "5"]
-- row: ["2026-02-01 00:00:00.000", "2"]
-- row: ["2026-03-01 00:00:00.000", "2"]
-- row: ["2026-10-01 00:00:00.000", "1"]
-- row: ["2026-11-01 00:00:00.000", "17"]
SELECT date_trunc('month', event_time), count(*) FROM events GROUP BY date_trunc('month', event_time) ORDER BY 1
