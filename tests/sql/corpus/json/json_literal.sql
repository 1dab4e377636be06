-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"a\":1}"]
SELECT JSON '{"a": 1}'
