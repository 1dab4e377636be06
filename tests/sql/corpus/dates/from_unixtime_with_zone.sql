-- columns: ["_col0"]
-- types: ["timestamp with time zone"]
-- row: ["2025-11-26 01:00:00.000 Europe/Berlin"]
SELECT from_unixtime(1764115200, 'Europe/Berlin')
