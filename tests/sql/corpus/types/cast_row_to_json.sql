-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"n\":1,\"t\":\"a\"}"]
SELECT cast(CAST(ROW(1, 'a') AS ROW(n integer, t varchar)) AS json)
