-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["12"]
SELECT sum(try_cast(json_extract_scalar(extra, '$.results') AS bigint)) FROM events WHERE event_type = 'search'
