-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer) for function log. Expected: log(double, double)
SELECT log(100)
