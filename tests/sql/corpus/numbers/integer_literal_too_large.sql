-- error: SYNTAX_ERROR
-- message: line 1:1: Invalid numeric literal: 9223372036854775808
SELECT 9223372036854775808
