-- error: COLUMN_NOT_FOUND
-- message: line 1:73: Column 'n' cannot be resolved
SELECT event_type, count(*) AS n FROM events GROUP BY event_type HAVING n > 3 ORDER BY event_type
