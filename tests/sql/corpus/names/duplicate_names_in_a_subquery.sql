-- error: AMBIGUOUS_NAME
-- message: line 1:8: Column 'n' is ambiguous
SELECT n FROM (SELECT 1 AS n, 2 AS n)
