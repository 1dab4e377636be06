-- columns: ["_col0"]
-- types: ["decimal(12, 2)"]
-- row: ["1234567.89"]
SELECT cast(1234567.891 AS decimal(12, 2))
