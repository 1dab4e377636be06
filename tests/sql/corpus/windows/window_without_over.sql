-- error: MISSING_OVER
-- message: line 1:8: Window function system.builtin.row_number requires an OVER clause
SELECT row_number() FROM events
