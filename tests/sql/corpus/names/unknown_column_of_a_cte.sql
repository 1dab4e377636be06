-- error: COLUMN_NOT_FOUND
-- message: line 1:34: Column 'm' cannot be resolved
WITH a AS (SELECT 1 AS n) SELECT m FROM a
