-- error: INVALID_CAST_ARGUMENT
-- message: Value cannot be cast to date: 01.11.2026
SELECT date('01.11.2026')
