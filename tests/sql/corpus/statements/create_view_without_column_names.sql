-- error: MISSING_COLUMN_NAME
-- message: line 1:1: Column name not specified at position 1
CREATE VIEW unnamed AS SELECT 1
