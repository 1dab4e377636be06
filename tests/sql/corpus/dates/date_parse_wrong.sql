-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid format: "2026-11-01" is malformed at "26-11-01"
SELECT date_parse('2026-11-01', '%d/%m/%Y')
