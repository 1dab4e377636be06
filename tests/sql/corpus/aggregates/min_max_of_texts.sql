-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["varchar", "varchar", "varchar", "varchar"]
-- row: ["Page_View", "search", "", "東京"]
SELECT min(event_type), max(event_type), min(city), max(city) FROM events
