-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE event_time BETWEEN date '2026-11-01' AND date '2026-11-02'
