-- error: INVALID_WINDOW_FRAME
-- message: Window frame offset value must not be negative or null
SELECT sum(n) OVER (ORDER BY n ROWS -1 PRECEDING) FROM (VALUES 1) AS t (n)
