-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["INTERVAL DAY TO SECOND", "INTERVAL YEAR TO MONTH", "INTERVAL DAY TO SECOND", "INTERVAL DAY TO SECOND"]
-- row: ["2 00:00:00.000", "0-3", "1 02:03:04.500", "0 01:30:00.000"]
SELECT interval '2' day, interval '3' month, interval '1 02:03:04.5' day TO second, interval '90' minute
