-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: Value -9223372036854775808 is out of range for abs(bigint)
SELECT abs(quantity) FROM events WHERE event_id = 'e03'
