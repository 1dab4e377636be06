-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["a\nb\tc"]
SELECT concat('a', chr(10), 'b', chr(9), 'c')
