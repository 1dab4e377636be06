-- error: TYPE_MISMATCH
-- message: line 1:1: Values rows have mismatched sizes: 2 vs 1
VALUES (1, 'a'), (2)
