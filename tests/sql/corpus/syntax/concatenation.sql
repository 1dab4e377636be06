-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["abc"]
SELECT 'a' || 'b' || 'c'
