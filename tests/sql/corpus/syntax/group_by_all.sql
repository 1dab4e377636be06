-- error: COLUMN_NOT_FOUND
-- message: line 1:50: Column 'all' cannot be resolved
SELECT event_type, count(*) FROM events GROUP BY ALL
