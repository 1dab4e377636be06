-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast '{"b":1}' to varchar
SELECT cast(json_extract('{"a": {"b": 1}}', '$.a') AS varchar)
