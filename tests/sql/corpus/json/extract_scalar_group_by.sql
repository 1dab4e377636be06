-- columns: ["gift", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["no", "1"]
-- row: ["yes", "1"]
-- row: [null, "15"]
SELECT json_extract_scalar(extra, '$.gift') AS gift, count(*) FROM events WHERE month = '11' GROUP BY 1 ORDER BY 1
