-- columns: ["d"]
-- types: ["date"]
-- row: ["2026-11-01"]
-- row: ["2026-11-02"]
-- row: ["2026-11-03"]
SELECT d FROM UNNEST(sequence(date '2026-11-01', date '2026-11-03', interval '1' day)) AS t (d) ORDER BY d
