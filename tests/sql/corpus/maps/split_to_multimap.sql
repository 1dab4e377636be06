-- columns: ["_col0"]
-- types: ["map(varchar, array(varchar))"]
-- row: ["{a=[1, 2]}"]
SELECT split_to_multimap('a=1&a=2', '&', '=')
