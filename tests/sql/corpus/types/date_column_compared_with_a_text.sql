-- error: TYPE_MISMATCH
-- message: line 1:48: Cannot apply operator: date < varchar(10)
SELECT order_id FROM orders WHERE delivered_on > '2026-01-01'
