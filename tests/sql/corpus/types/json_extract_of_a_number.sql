-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer, varchar(3)) for function json_extract. Expected: json_extract(json, jsonpath), json_extract(varchar(x), jsonpath)
SELECT json_extract(1, '$.a')
