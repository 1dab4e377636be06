-- columns: ["_col0"]
-- types: ["array(double)"]
-- row: ["[1.0, 2.5, 1.0E10, 1.0E-5]"]
SELECT ARRAY[1e0, 2.5e0, 1e10, 1e-5]
