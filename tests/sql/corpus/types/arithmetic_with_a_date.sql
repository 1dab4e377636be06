-- error: TYPE_MISMATCH
-- message: line 1:26: Cannot apply operator: date + integer
SELECT date '2026-11-01' + 1
