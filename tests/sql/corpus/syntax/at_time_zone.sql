-- columns: ["_col0"]
-- types: ["timestamp with time zone"]
-- row: ["2026-11-01 11:00:00.000 Europe/Berlin"]
SELECT timestamp '2026-11-01 10:00:00' AT TIME ZONE 'Europe/Berlin'
