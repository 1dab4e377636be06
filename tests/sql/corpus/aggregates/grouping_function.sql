-- columns: ["year", "_col1", "_col2"]
-- types: ["varchar", "integer", "bigint"]
-- row: ["2025", "0", "3"]
-- row: ["2026", "0", "27"]
-- row: [null, "1", "30"]
SELECT year, grouping(year), count(*) FROM events GROUP BY ROLLUP (year) ORDER BY 2, 1
