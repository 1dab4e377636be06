-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["12"]
SELECT count(*) FROM events WHERE concat(year, month, day) >= '20261102'
