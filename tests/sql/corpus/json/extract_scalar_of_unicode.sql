-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["Köln", "🎁"]
SELECT json_extract_scalar(extra, '$.delivery.city'), json_extract_scalar(extra, '$.delivery.emoji') FROM events WHERE event_id = 'e27'
