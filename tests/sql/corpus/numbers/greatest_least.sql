-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(11, 1)", "integer", "double"]
-- row: ["2.5", "1", "2.0"]
SELECT greatest(1, 2.5), least(1, 2, 3), greatest(1e0, 2)
