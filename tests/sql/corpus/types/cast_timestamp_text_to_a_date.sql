-- error: INVALID_CAST_ARGUMENT
-- message: Value cannot be cast to date: 2026-11-01 10:00:00
SELECT cast('2026-11-01 10:00:00' AS date)
