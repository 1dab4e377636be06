-- error: NOT_SUPPORTED
-- message: line 1:87: LEFT JOIN involving UNNEST is only supported with condition ON TRUE
SELECT n, x FROM (VALUES (1, ARRAY[1])) AS t (n, a) LEFT JOIN UNNEST(a) AS u (x) ON x > 1
