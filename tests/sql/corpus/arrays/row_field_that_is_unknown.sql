-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'address.street' cannot be resolved
SELECT address.street FROM orders
