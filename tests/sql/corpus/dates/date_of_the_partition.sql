-- columns: ["_col0"]
-- types: ["timestamp"]
-- row: ["2026-11-01 00:00:00.000"]
-- row: ["2026-11-02 00:00:00.000"]
-- row: ["2026-11-27 00:00:00.000"]
-- row: ["2026-11-28 00:00:00.000"]
SELECT DISTINCT date_parse(year || month || day, '%Y%m%d') FROM events WHERE month = '11' ORDER BY 1
