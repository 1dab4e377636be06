-- error: COLUMN_NOT_FOUND
-- message: line 1:35: Column 'p_date' cannot be resolved
SELECT count(*) FROM events WHERE p_date = '2026-11-01'
