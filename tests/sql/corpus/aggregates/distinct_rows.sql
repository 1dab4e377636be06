-- columns: ["year", "month"]
-- types: ["varchar", "varchar"]
-- row: ["2025", "12"]
-- row: ["2026", "01"]
-- row: ["2026", "02"]
-- row: ["2026", "03"]
-- row: ["2026", "10"]
-- row: ["2026", "11"]
SELECT DISTINCT year, month FROM events ORDER BY year, month
