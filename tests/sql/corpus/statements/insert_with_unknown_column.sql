-- error: COLUMN_NOT_FOUND
-- message: Insert column name does not exist in target table: nothing
INSERT INTO quarantine (nothing) SELECT 'x'
