-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: Decimal overflow
SELECT tax * 10000000000 FROM orders WHERE order_id = 'o-5'
