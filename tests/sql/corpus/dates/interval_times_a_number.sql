-- columns: ["_col0", "_col1"]
-- types: ["INTERVAL DAY TO SECOND", "INTERVAL YEAR TO MONTH"]
-- row: ["3 00:00:00.000", "0-2"]
SELECT interval '1' day * 3, 2 * interval '1' month
