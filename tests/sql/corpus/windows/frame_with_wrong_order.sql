-- error: INVALID_WINDOW_FRAME
-- message: line 1:32: Window frame starting from CURRENT ROW cannot end with PRECEDING
SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM (VALUES 1) AS t (n)
