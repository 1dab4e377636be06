-- columns: ["d", "_col1"]
-- types: ["date", "bigint"]
-- row: ["2026-10-30", "0"]
-- row: ["2026-10-31", "1"]
-- row: ["2026-11-01", "5"]
-- row: ["2026-11-02", "6"]
-- row: ["2026-11-03", "0"]
SELECT d, count(event_id) FROM UNNEST(sequence(date '2026-10-30', date '2026-11-03')) AS t (d) LEFT JOIN events ON date(event_time) = d GROUP BY d ORDER BY d
