-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["2026-11-01 10:00:00.1", "2026-11-01 10:00:00.123456", "2026-11-01 10:00:00.123"]
SELECT cast(timestamp '2026-11-01 10:00:00.1' AS varchar), cast(cast('2026-11-01 10:00:00.123456' AS timestamp(6)) AS varchar), cast(cast('2026-11-01 10:00:00.123456' AS timestamp) AS varchar)
