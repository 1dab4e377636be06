-- columns: ["year", "month"]
-- types: ["varchar", "varchar"]
-- row: ["2025", "12"]
-- row: ["2026", "01"]
-- row: ["2026", "02"]
-- row: ["2026", "03"]
-- row: ["2026", "10"]
-- row: ["2026", "11"]
SELECT year, month FROM events GROUP BY (year, month) ORDER BY 1, 2
