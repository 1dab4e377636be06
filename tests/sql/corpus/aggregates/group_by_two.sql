-- columns: ["year", "event_type", "_col2"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["2025", "edge", "3"]
-- row: ["2026", "page_view", "1"]
-- row: ["2026", "purchase", "1"]
SELECT year, event_type, count(*) FROM events WHERE month IN ('12', '02') GROUP BY year, event_type ORDER BY 1, 2
