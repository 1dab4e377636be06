-- columns: ["line", "reason", "detail", "position", "source_object", "ingested_at", "records", "year", "month", "day"]
-- types: ["varchar", "varchar", "varchar", "bigint", "varchar", "timestamp", "bigint", "varchar", "varchar", "varchar"]
-- row: ["1 2 3", "not_an_object", null, "2", "s3://raw/2026/11/02/b.gz", "2026-11-02 00:00:01.500", "3", "2026", "11", "02"]
SELECT q.* FROM quarantine AS q JOIN (VALUES 'not_an_object') AS v (reason) ON q.reason = v.reason
