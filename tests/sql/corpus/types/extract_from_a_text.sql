-- error: TYPE_MISMATCH
-- message: line 1:26: Cannot extract YEAR from varchar(10)
SELECT extract(year FROM '2026-11-01')
