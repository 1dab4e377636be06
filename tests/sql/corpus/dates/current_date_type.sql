-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["varchar", "varchar", "varchar", "varchar"]
-- row: ["date", "timestamp(3) with time zone", "timestamp(3)", "timestamp(3) with time zone"]
SELECT typeof(current_date), typeof(current_timestamp), typeof(localtimestamp), typeof(now())
