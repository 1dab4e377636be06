-- error: TYPE_MISMATCH
-- message: line 1:8: Types are not comparable with NULLIF: integer vs varchar(1)
SELECT nullif(1, 'a')
