-- columns: ["$path"]
-- types: ["varchar"]
-- row: ["s3://corpus/quarantine/year=2026/month=11/day=01/rows.parquet"]
-- row: ["s3://corpus/quarantine/year=2026/month=11/day=02/rows.parquet"]
SELECT DISTINCT "$path" FROM quarantine ORDER BY 1
