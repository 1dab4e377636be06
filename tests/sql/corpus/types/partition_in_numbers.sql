-- error: TYPE_MISMATCH
-- message: line 1:44: IN value and list items must be the same type or coercible to a common type. Cannot find common type between varchar and integer, all types (without duplicates): [varchar, integer]
SELECT count(*) FROM events WHERE year IN (2025, 2026)
