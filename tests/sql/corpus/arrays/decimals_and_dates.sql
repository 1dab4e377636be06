-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["array(decimal(3, 2))", "array(date)", "array(timestamp)", "array(boolean)"]
-- row: ["[1.50, 2.25]", "[2026-11-01]", "[2026-11-01 10:00:00.000]", "[true, null]"]
SELECT ARRAY[1.5, 2.25], ARRAY[date '2026-11-01'], ARRAY[timestamp '2026-11-01 10:00:00'], ARRAY[true, NULL]
