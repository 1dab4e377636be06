-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (timestamp(0), timestamp(0)) for function sequence. Expected: sequence(bigint, bigint), sequence(bigint, bigint, bigint), sequence(date, date), sequence(date, date, interval day to second), sequence(date, date, interval year to month), sequence(timestamp(p), timestamp(p), interval day to second), sequence(timestamp(p), timestamp(p), interval year to month)
SELECT sequence(timestamp '2026-11-01 00:00:00', timestamp '2026-11-01 02:00:00')
