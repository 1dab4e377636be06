-- columns: ["year"]
-- types: ["varchar"]
-- row: ["2026"]
SELECT year FROM events INTERSECT SELECT '2026'
