-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["0", "0", "0", "200"]
SELECT date_diff('hour', timestamp '2026-11-01 10:59:00', timestamp '2026-11-01 11:01:00'), date_diff('minute', timestamp '2026-11-01 10:00:59', timestamp '2026-11-01 10:01:00'), date_diff('second', timestamp '2026-11-01 10:00:00.900', timestamp '2026-11-01 10:00:01.100'), date_diff('millisecond', timestamp '2026-11-01 10:00:00.900', timestamp '2026-11-01 10:00:01.100')
