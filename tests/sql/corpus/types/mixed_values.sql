-- error: TYPE_MISMATCH
-- message: line 1:1: Values rows have mismatched types: row(integer) vs row(varchar(1))
VALUES (1), ('a')
