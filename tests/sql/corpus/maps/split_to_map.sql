-- columns: ["_col0"]
-- types: ["map(varchar, varchar)"]
-- row: ["{a=1, b=2}"]
SELECT split_to_map('a=1&b=2', '&', '=')
