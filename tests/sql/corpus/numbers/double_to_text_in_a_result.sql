-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5", "_col6", "_col7"]
-- types: ["double", "double", "double", "double", "double", "double", "real", "double"]
-- row: ["19.99", "100.0", "1234567.0", "1.2345678E7", "0.001", "1.0E-4", "0.5", "1.0E22"]
SELECT 19.99e0, 100e0, 1234567e0, 12345678e0, 0.001e0, 0.0001e0, cast(0.5 AS real), 1e22
