-- columns: ["year", "event_type", "_col2"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["2025", null, "3"]
-- row: ["2026", null, "4"]
-- row: [null, "edge", "3"]
-- row: [null, "search", "4"]
-- row: [null, null, "7"]
SELECT year, event_type, count(*) FROM events WHERE event_type IN ('edge', 'search') GROUP BY GROUPING SETS ((year), (event_type), ()) ORDER BY 1, 2
