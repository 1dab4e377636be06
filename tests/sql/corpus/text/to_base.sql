-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(64)", "varchar(64)", "bigint"]
-- row: ["ff", "-1010", "255"]
SELECT to_base(255, 16), to_base(-10, 2), from_base('ff', 16)
