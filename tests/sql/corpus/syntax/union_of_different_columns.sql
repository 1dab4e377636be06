-- error: TYPE_MISMATCH
-- message: line 1:13: UNION query has different number of fields: 2, 1
SELECT 1, 2 UNION ALL SELECT 1
