-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'median' not registered
SELECT median(product_price) FROM events
