-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["3", "0"]
SELECT position('n' IN 'banana'), position('x' IN 'banana')
