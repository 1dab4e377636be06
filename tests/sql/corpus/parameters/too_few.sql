-- parameter: 1
-- error: INVALID_PARAMETER_USAGE
-- message: line 1:1: Incorrect number of parameters: expected 2 but found 1
SELECT ? + ?
