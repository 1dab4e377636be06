-- columns: ["_col0", "_col1"]
-- types: ["bigint", "integer"]
-- row: ["3", "1999"]
SELECT cast(round(2.5e0) AS bigint), cast(round(19.99e0 * 100) AS integer)
