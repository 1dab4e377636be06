-- columns: ["year", "month", "_col2"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["2025", "12", "3"]
-- row: ["2025", null, "3"]
-- row: ["2026", "01", "5"]
-- row: ["2026", null, "5"]
-- row: [null, null, "8"]
SELECT year, month, count(*) FROM events WHERE month IN ('01', '12') GROUP BY ROLLUP (year, month) ORDER BY 1, 2
