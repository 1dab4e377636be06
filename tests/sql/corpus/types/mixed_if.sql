-- error: TYPE_MISMATCH
-- message: line 1:8: Result types for IF must be the same: integer vs varchar(1)
SELECT if(true, 1, 'a')
