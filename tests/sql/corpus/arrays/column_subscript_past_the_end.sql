-- error: INVALID_FUNCTION_ARGUMENT
-- message: Array subscript must be less than or equal to array length: 2 > 1
SELECT items[2].sku FROM orders WHERE order_id = 'o-1'
