-- error: TYPE_MISMATCH
-- message: line 1:8: Expression json_parse('{"a": 1}') is not of type ROW
SELECT json_parse('{"a": 1}').a
