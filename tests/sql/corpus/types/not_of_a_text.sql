-- error: TYPE_MISMATCH
-- message: line 1:12: Value of logical NOT expression must evaluate to a boolean (actual: varchar(1))
SELECT NOT 'a'
