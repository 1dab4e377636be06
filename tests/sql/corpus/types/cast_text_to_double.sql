-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "double"]
-- row: ["1000.0", "0.1", "2.0"]
SELECT cast('1e3' AS double), cast('0.1' AS double), cast(' 2 ' AS double)
