-- columns: ["_col0"]
-- types: ["double"]
-- row: ["-2.0"]
SELECT truncate(-2.567e0)
