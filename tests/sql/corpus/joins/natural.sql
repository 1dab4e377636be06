-- error: NOT_SUPPORTED
-- message: line 1:15: Natural join not supported
SELECT * FROM (VALUES (1, 'x')) AS t (n, a) NATURAL JOIN (VALUES (1, 'y')) AS u (n, b)
