-- error: TYPE_MISMATCH
-- message: line 1:8: Expression items is not of type ROW
SELECT items.sku FROM orders
