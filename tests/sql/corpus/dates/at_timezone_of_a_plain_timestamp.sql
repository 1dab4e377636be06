-- columns: ["_col0"]
-- types: ["timestamp with time zone"]
-- row: ["2026-11-01 19:00:00.000 Asia/Tokyo"]
SELECT at_timezone(timestamp '2026-11-01 10:00:00', 'Asia/Tokyo')
