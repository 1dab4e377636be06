-- columns: ["year", "month", "day"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["2026", "11", "01"]
-- row: ["2026", "11", "02"]
SELECT * FROM "quarantine$partitions" ORDER BY 1, 2, 3
