-- error: NESTED_WINDOW
-- message: line 1:12: Cannot nest window functions or row pattern measures inside window function arguments
SELECT sum(row_number() OVER (ORDER BY n)) OVER () FROM (VALUES 1, 2) AS t (n)
