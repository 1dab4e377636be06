-- columns: ["_col0", "_col1"]
-- types: ["bigint", "integer"]
-- row: ["12", "-12"]
SELECT cast('12' AS bigint), cast('-12' AS integer)
