-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["double", "double", "double", "double", "double", "double"]
-- row: ["0.841471", "0.540302", "0.785398", "3.141593", "3.141593", "180.0"]
SELECT round(sin(1), 6), round(cos(1), 6), round(atan2(1, 1), 6), round(pi(), 6), round(radians(180), 6), degrees(pi())
