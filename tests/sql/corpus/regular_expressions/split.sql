-- columns: ["_col0", "_col1"]
-- types: ["array(varchar(6))", "array(varchar(3))"]
-- row: ["[a, b, c]", "[abc]"]
SELECT regexp_split('a1b22c', '\d+'), regexp_split('abc', 'x')
