-- error: TYPE_MISMATCH
-- message: line 1:13: Cannot apply operator: boolean = integer
SELECT true = 1
