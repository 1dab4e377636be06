-- error: TYPE_MISMATCH
-- message: line 1:61: Cannot apply operator: bigint = varchar
SELECT count(*) FROM events AS e JOIN orders AS o ON e.hour = o.order_id
