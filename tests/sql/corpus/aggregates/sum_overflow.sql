-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: bigint addition overflow: 9223372036854775807 + 1
SELECT sum(quantity) FROM events WHERE quantity > 0
