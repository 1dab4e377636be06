-- error: COLUMN_NOT_FOUND
-- message: line 1:48: Column 'twice' cannot be resolved
SELECT quantity * 2 AS twice FROM events WHERE twice > 2 AND year = '2026'
