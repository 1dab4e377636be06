-- error: INVALID_LITERAL
-- message: line 1:8: '2026-11-01T10:00:00' is not a valid TIMESTAMP literal
SELECT timestamp '2026-11-01T10:00:00'
