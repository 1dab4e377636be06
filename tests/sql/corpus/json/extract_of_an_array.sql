-- columns: ["_col0"]
-- types: ["json"]
-- row: ["[{\"sku\":\"t-1\",\"pieces\":1},{\"sku\":\"t-2\",\"pieces\":3}]"]
SELECT json_extract(extra, '$.lines') FROM events WHERE event_id = 'e10'
