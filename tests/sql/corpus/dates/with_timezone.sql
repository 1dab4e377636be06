-- columns: ["_col0"]
-- types: ["timestamp with time zone"]
-- row: ["2026-11-01 10:00:00.000 Europe/Berlin"]
SELECT with_timezone(timestamp '2026-11-01 10:00:00', 'Europe/Berlin')
