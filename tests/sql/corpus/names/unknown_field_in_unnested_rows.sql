-- error: COLUMN_NOT_FOUND
-- message: line 1:66: Column 'x.colour' cannot be resolved
SELECT i.colour FROM orders CROSS JOIN UNNEST(filter(items, x -> x.colour = 'red')) AS t (i)
