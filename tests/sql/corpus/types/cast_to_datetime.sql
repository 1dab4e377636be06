-- error: TYPE_MISMATCH
-- message: line 1:8: Unknown type: datetime
SELECT cast('2026-11-01' AS datetime)
