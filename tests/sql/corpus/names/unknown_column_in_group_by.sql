-- error: COLUMN_NOT_FOUND
-- message: line 1:38: Column 'kind' cannot be resolved
SELECT count(*) FROM events GROUP BY kind
