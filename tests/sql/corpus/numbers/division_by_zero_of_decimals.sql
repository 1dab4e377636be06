-- error: DIVISION_BY_ZERO
-- message: Division by zero
SELECT 1.0 / 0
