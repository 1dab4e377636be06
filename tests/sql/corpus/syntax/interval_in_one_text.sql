-- error: TYPE_NOT_FOUND
-- message: io.trino.spi.TrinoException: line 1:28: Unknown resolvedType: interval
SELECT date '2026-11-01' - interval '1 day'
