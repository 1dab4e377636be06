-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(21, 1)", "decimal(22, 2)", "decimal(21, 1)"]
-- row: ["0.9", "0.87", "0.9"]
SELECT count(user_id) * 1.0 / count(*), count(user_id) * 1.00 / count(*), 1.0 * count(user_id) / 30 FROM events
