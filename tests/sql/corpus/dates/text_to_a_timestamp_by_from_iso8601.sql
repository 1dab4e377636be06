-- columns: ["_col0", "_col1"]
-- types: ["varchar", "timestamp with time zone"]
-- row: ["2026-11-02T00:00:00Z", "2026-11-02 00:00:00.000 UTC"]
-- row: ["soon", null]
SELECT json_extract_scalar(line, '$.event_time'), try(from_iso8601_timestamp(json_extract_scalar(line, '$.event_time'))) FROM quarantine WHERE reason IN ('missing_field', 'invalid_time') ORDER BY 1
