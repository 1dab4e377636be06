-- error: COLUMN_NOT_FOUND
-- message: line 1:22: Column 'day' cannot be resolved
SELECT timestampdiff(day, timestamp '2026-11-01 00:00:00', timestamp '2026-11-02 00:00:00')
