-- error: DUPLICATE_COLUMN_NAME
-- message: line 1:1: Column name 'n' specified more than once
CREATE VIEW twice AS SELECT 1 AS n, 2 AS n
