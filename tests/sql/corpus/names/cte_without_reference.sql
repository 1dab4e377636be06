-- error: COLUMN_NOT_FOUND
-- message: line 1:24: Column 'nothing' cannot be resolved
WITH unused AS (SELECT nothing FROM events) SELECT 1
