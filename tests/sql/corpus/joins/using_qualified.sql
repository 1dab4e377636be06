-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 't.n' cannot be resolved
SELECT t.n FROM (VALUES (1, 'x')) AS t (n, a) JOIN (VALUES (1, 'y')) AS u (n, b) USING (n)
