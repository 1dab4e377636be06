-- columns: ["_col0", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "0"]
SELECT cast(true AS integer), cast(false AS bigint)
