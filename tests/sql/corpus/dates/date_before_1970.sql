-- columns: ["_col0", "_col1", "_col2"]
-- types: ["date", "timestamp", "double"]
-- row: ["1899-12-31", "1900-01-01 00:00:00.000", "-1.0"]
SELECT date '1899-12-31', timestamp '1900-01-01 00:00:00', to_unixtime(timestamp '1969-12-31 23:59:59')
