-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["bigint", "bigint", "bigint", "bigint", "integer", "bigint"]
-- row: ["1", "7", "6", "-6", "8", "3"]
SELECT bitwise_and(5, 3), bitwise_or(5, 3), bitwise_xor(5, 3), bitwise_not(5), bitwise_left_shift(1, 3), bit_count(7, 64)
