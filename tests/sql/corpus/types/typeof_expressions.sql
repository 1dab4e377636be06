-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["varchar", "varchar", "varchar", "varchar", "varchar", "varchar"]
-- row: ["integer", "decimal(12,1)", "interval day to second", "bigint", "array(integer)", "unknown"]
SELECT typeof(1 / 2), typeof(1.5 * 2), typeof(now() - now()), typeof(count(*)), typeof(ARRAY[1]), typeof(NULL)
