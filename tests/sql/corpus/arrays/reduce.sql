-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["6"]
SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s)
