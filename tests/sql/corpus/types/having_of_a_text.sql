-- error: TYPE_MISMATCH
-- message: line 1:46: HAVING clause must evaluate to a boolean: actual type varchar(3)
SELECT year FROM events GROUP BY year HAVING 'yes'
