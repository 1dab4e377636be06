-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE event_time >= timestamp '2026-11-01' AND event_time < timestamp '2026-11-02'
