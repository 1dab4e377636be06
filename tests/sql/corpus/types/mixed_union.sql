-- error: TYPE_MISMATCH
-- message: line 1:10: column 1 in UNION query has incompatible types: integer, varchar(1)
SELECT 1 UNION ALL SELECT 'a'
