-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["integer", "integer", "decimal(1, 0)", "double"]
-- row: ["-1", "0", "-1", "1.0"]
SELECT sign(-5), sign(0), sign(-2.5), sign(2.5e0)
