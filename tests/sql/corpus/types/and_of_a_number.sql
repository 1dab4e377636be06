-- error: TYPE_MISMATCH
-- message: line 1:17: Logical expression term must evaluate to a boolean (actual: integer)
SELECT true AND 1
