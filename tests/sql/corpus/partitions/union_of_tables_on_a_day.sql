-- columns: ["kind", "_col1"]
-- types: ["varchar(10)", "bigint"]
-- row: ["events", "6"]
-- row: ["quarantine", "2"]
SELECT 'events' AS kind, count(*) FROM events WHERE year = '2026' AND month = '11' AND day = '02' UNION ALL SELECT 'quarantine', count(*) FROM quarantine WHERE year = '2026' AND month = '11' AND day = '02' ORDER BY kind
