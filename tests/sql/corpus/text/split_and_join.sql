-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["a/b/c"]
SELECT array_join(split('a-b-c', '-'), '/')
