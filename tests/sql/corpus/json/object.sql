-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["{\"a\":1,\"b\":\"x\"}", "{\"k\":null}"]
SELECT json_object('a': 1, 'b': 'x'), json_object(KEY 'k' VALUE NULL)
