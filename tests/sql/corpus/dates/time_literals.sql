-- columns: ["_col0", "_col1"]
-- types: ["time", "time"]
-- row: ["10:05:00.000", "11:05:00.123"]
SELECT time '10:05:00', time '10:05:00.123' + interval '1' hour
