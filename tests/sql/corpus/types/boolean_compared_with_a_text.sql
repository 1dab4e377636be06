-- error: TYPE_MISMATCH
-- message: line 1:43: Cannot apply operator: boolean = varchar(4)
SELECT order_id FROM orders WHERE is_paid = 'true'
