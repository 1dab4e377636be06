-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["1.23M", "123"]
SELECT format_number(1234567.0e0), format_number(123.0e0)
