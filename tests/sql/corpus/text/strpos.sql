-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["2", "0", "4", "4"]
SELECT strpos('banana', 'an'), strpos('banana', 'x'), strpos('banana', 'an', 2), strpos('banana', 'an', -1)
