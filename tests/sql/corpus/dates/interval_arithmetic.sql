-- columns: ["_col0", "_col1", "_col2"]
-- types: ["date", "timestamp", "date"]
-- row: ["2026-11-30", "2026-11-01 08:30:00.000", "2025-02-28"]
SELECT date '2026-10-31' + interval '1' month, timestamp '2026-11-01 10:00:00' - interval '90' minute, date '2024-02-29' + interval '1' year
