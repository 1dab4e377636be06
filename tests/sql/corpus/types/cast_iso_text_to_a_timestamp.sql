-- error: INVALID_CAST_ARGUMENT
-- message: Value cannot be cast to timestamp: 2026-11-01T10:00:00Z
SELECT cast('2026-11-01T10:00:00Z' AS timestamp)
