-- error: TYPE_MISMATCH
-- message: line 1:49: Cannot apply operator: double < varchar(2)
SELECT count(*) FROM events WHERE product_price > '10'
