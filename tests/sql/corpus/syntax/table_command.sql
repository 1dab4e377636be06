-- columns: ["line", "reason", "detail", "position", "source_object", "ingested_at", "records", "year", "month", "day"]
-- types: ["varchar", "varchar", "varchar", "bigint", "varchar", "timestamp", "bigint", "varchar", "varchar", "varchar"]
-- row: ["{\"event_type\": \"page_view\", \"event_time\": \"soon\"}", "invalid_time", "event_time: 'soon'", "1", "s3://raw/2026/11/01/a.gz", "2026-11-01 10:00:00.000", "1", "2026", "11", "01"]
-- row: ["{\"event_type\": null, \"event_time\": \"2026-11-02T00:00:00Z\", \"user\": {\"id\": \"u-7\"}}", "missing_field", "event_type", "1", "s3://raw/2026/11/02/b.gz", "2026-11-02 00:00:01.500", "1", "2026", "11", "02"]
-- row: ["1 2 3", "not_an_object", null, "2", "s3://raw/2026/11/02/b.gz", "2026-11-02 00:00:01.500", "3", "2026", "11", "02"]
-- row: ["{\"event_type\": \"purchase\"", "invalid_json", "unexpected end of data", "7", "s3://raw/2026/11/01/a.gz", "2026-11-01 10:00:00.000", "1", "2026", "11", "01"]
-- row: ["\\xff\\xfe", "invalid_json", "not UTF-8", "8", "s3://raw/2026/11/01/a.gz", "2026-11-01 10:00:00.000", "1", "2026", "11", "01"]
TABLE quarantine ORDER BY position, source_object
