-- columns: ["_col0"]
-- types: ["array(timestamp)"]
-- row: ["[2026-11-01 00:00:00.000, 2026-11-01 01:00:00.000, 2026-11-01 02:00:00.000]"]
SELECT sequence(timestamp '2026-11-01 00:00:00', timestamp '2026-11-01 02:00:00', interval '1' hour)
