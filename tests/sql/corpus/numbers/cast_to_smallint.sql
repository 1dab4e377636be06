-- columns: ["_col0", "_col1", "_col2"]
-- types: ["smallint", "tinyint", "smallint"]
-- row: ["32767", "127", "5"]
SELECT cast(32767 AS smallint), cast(127 AS tinyint), smallint '5'
