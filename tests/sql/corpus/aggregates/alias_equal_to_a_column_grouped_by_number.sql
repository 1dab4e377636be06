-- columns: ["day", "_col1"]
-- types: ["date", "bigint"]
-- row: ["2026-11-01", "5"]
-- row: ["2026-11-02", "6"]
-- row: ["2026-11-27", "3"]
-- row: ["2026-11-28", "3"]
SELECT date(event_time) AS day, count(*) FROM events WHERE month = '11' GROUP BY 1 ORDER BY 1
