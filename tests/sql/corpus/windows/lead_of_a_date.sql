-- columns: ["d", "_col1"]
-- types: ["date", "date"]
-- row: ["2026-11-01", "2026-11-03"]
-- row: ["2026-11-03", null]
SELECT d, lead(d) OVER (ORDER BY d) FROM (VALUES date '2026-11-01', date '2026-11-03') AS t (d) ORDER BY d
