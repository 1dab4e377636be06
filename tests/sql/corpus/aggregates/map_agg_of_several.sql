-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"e16\":3,\"e17\":null,\"e24\":0,\"e27\":1,\"e29\":2}"]
SELECT cast(map_agg(event_id, quantity) AS json) FROM events WHERE event_type = 'purchase' AND month = '11'
