-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: bigint multiplication overflow: 9223372036854775807 * 2
SELECT quantity * 2 FROM events WHERE event_id = 'e01'
