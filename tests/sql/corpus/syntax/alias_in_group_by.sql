-- error: COLUMN_NOT_FOUND
-- message: line 1:77: Column 'kind' cannot be resolved
SELECT substr(event_type, 1, 4) AS kind, count(*) AS n FROM events GROUP BY kind ORDER BY n
