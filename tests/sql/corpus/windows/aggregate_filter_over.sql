-- error: NOT_SUPPORTED
-- message: line 1:1: FILTER is not yet supported for window functions
SELECT n, count(*) FILTER (WHERE n > 1) OVER (ORDER BY n) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
