-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["12", "30", "30"]
SELECT count(quantity), count(*), count(1) FROM events
