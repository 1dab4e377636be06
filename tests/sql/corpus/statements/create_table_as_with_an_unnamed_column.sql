-- error: MISSING_COLUMN_NAME
-- message: line 1:1: Column name not specified at position 1
CREATE TABLE copies AS SELECT count(*) FROM events
