-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot use integer for subscript of json
SELECT json_parse('[1, 2]')[1]
