-- columns: ["line", "reason", "detail", "position", "source_object", "ingested_at", "records", "year", "month", "day"]
-- types: ["varchar", "varchar", "varchar", "bigint", "varchar", "timestamp", "bigint", "varchar", "varchar", "varchar"]
-- row: ["{\"event_type\": \"purchase\"", "invalid_json", "unexpected end of data", "7", "s3://raw/2026/11/01/a.gz", "2026-11-01 10:00:00.000", "1", "2026", "11", "01"]
SELECT * FROM quarantine WHERE position = 7
