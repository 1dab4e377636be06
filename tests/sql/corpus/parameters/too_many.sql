-- parameter: 1
-- parameter: 2
-- error: INVALID_PARAMETER_USAGE
-- message: line 1:1: Incorrect number of parameters: expected 1 but found 2
SELECT ?
