-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["double", "double", "double", "boolean", "boolean", "boolean"]
-- row: ["Infinity", "-Infinity", "NaN", "true", "true", "true"]
SELECT infinity(), -infinity(), nan(), is_nan(nan()), is_finite(1e0), is_infinite(infinity())
