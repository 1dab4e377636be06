-- error: COLUMN_NOT_FOUND
-- message: line 1:45: Column 'de' cannot be resolved
SELECT count(*) FROM events WHERE country = "DE"
