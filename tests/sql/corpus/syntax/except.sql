-- columns: ["year"]
-- types: ["varchar"]
-- row: ["2025"]
SELECT year FROM events EXCEPT SELECT '2026'
