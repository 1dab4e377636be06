-- columns: ["_col0", "_col1", "_col2"]
-- types: ["real", "real", "double"]
-- row: ["0.1", "1.5", "0.10000000149011612"]
SELECT cast(0.1 AS real), real '1.5', cast(cast(0.1 AS real) AS double)
