-- columns: ["year", "month", "_col2"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["2025", "12", "3"]
-- row: ["2026", "01", "5"]
-- row: ["2026", "02", "2"]
-- row: ["2026", "03", "2"]
-- row: ["2026", "10", "1"]
-- row: ["2026", "11", "17"]
SELECT year, month, count(*) FROM events GROUP BY 1, 2 ORDER BY 1, 2
