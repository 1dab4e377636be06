-- error: COLUMN_NOT_FOUND
-- message: line 1:50: Column 'price' cannot be resolved
SELECT year FROM events GROUP BY year HAVING max(price) > 1
