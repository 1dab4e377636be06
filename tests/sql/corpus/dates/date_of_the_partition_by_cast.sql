-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-01"]
-- row: ["2026-11-02"]
-- row: ["2026-11-27"]
-- row: ["2026-11-28"]
SELECT DISTINCT cast(concat(year, '-', month, '-', day) AS date) FROM events WHERE month = '11' ORDER BY 1
