-- error: INVALID_FUNCTION_ARGUMENT
-- message: Key not present in map: club
SELECT points['club'] FROM orders WHERE order_id = 'o-3'
