-- error: INVALID_LITERAL
-- message: line 1:8: '2026-02-30' is not a valid DATE literal
SELECT date '2026-02-30'
